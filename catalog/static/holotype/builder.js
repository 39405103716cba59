// The builder of queries: every change shows at once what it writes; the server does the reading,
// the writing and the checking. Without this, the buttons do the same by a round trip.
(() => {
  "use strict";
  const form = document.getElementById("builder");
  if (!form || !window.fetch) return;
  let running = null;

  const look = async (submitter) => {
    running?.abort();
    running = new AbortController();
    const query = new URLSearchParams(new FormData(form));
    const sent = new Map(query);
    if (submitter?.value) query.set("do", submitter.value);
    try {
      const answer = await fetch(`${form.action}?${query}`, {
        signal: running.signal, headers: { Accept: "text/html" },
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("builder");
      if (!fresh) {
        form.submit();
        return;
      }
      const typed = [...new FormData(form)].filter(([name, value]) => sent.get(name) !== value);
      swap(fresh);
      if (carryOver(typed)) look(null);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };

  const swap = (fresh) => {
    const focused = document.activeElement?.id;
    form.replaceChildren(...document.importNode(fresh, true).childNodes);
    for (const button of form.querySelectorAll("[data-copy]")) button.hidden = false;
    const added = form.querySelector("[autofocus]"); // the first field of what was just added
    const target = added ?? (focused && document.getElementById(focused));
    (target || form.querySelector("input[type=text]"))?.focus();
    keep();
    const finds = document.getElementById("finds");
    if (finds) window.holotype?.announce(finds.textContent.trim());
  };
  // What was typed while the answer was on its way.
  const carryOver = (typed) => {
    const fields = typed.map(([name, value]) => [form.elements.namedItem(name), value])
      .filter(([field]) => field && "value" in field);
    for (const [field, value] of fields) field.value = value;
    return fields.length > 0;
  };
  // The address holds what was put together, so that Back and a reload find it.
  const keep = () => {
    const text = new URLSearchParams(new FormData(form)).toString();
    window.history.replaceState(null, "", `${form.action.split("?")[0]}?${text}`);
  };

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-rebuild]")) look(null);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "search") return;
    event.preventDefault();
    look(event.submitter);
  });
})();

// Search: a changed filter swaps filters and results in place; old rows stay, dimmed, until the new
// ones are there. Without this the form's own button does the same.
(() => {
  "use strict";
  const form = document.getElementById("search-form");
  if (!form || !window.fetch) return;
  const parts = ["filters", "results"];
  let running = null;
  // Where filters do not fit beside the results, the results come first.
  const narrow = window.matchMedia("(max-width: 1023px)");
  const fold = () => {
    if (narrow.matches) document.getElementById("filters-panel")?.removeAttribute("open");
  };
  fold();
  narrow.addEventListener("change", () => {
    if (narrow.matches) fold();
    else document.getElementById("filters-panel")?.setAttribute("open", "");
  });

  const address = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== "") query.append(name, value);
    }
    const text = query.toString();
    return form.action.split("?")[0] + (text ? `?${text}` : "");
  };

  const load = async (url, push) => {
    running?.abort();
    running = new AbortController();
    const results = document.getElementById("results");
    results.setAttribute("aria-busy", "true");
    const open = [...document.querySelectorAll("#filters details[open]")].map((each) => each.id);
    const focused = document.activeElement?.id;
    try {
      const answer = await fetch(url, { signal: running.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (parts.some((id) => !page.getElementById(id))) {
        window.location.assign(url);
        return;
      }
      for (const id of parts) {
        document.getElementById(id).replaceWith(document.importNode(page.getElementById(id), true));
      }
      document.title = page.title;
      fold();
      if (push) window.history.pushState({ search: true }, "", url);
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      const count = document.getElementById("result-count");
      if (count) window.holotype?.announce(count.textContent.trim());
    } catch (error) {
      if (error.name !== "AbortError") window.location.assign(url);
    }
  };

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form !== form || !field.matches("[data-at-once]")) return;
    load(address(), true);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.plain !== undefined) return;
    event.preventDefault();
    load(address(), true);
  });
  window.addEventListener("popstate", () => load(window.location.href, false));
  window.history.replaceState({ search: true }, "", window.location.href);
})();

// Search: a changed filter swaps filters and results in place; old rows stay, dimmed, until the new
// ones are there. Without this the form's own button does the same.
(() => {
  "use strict";
  const form = document.getElementById("search-form");
  if (!form || !window.fetch) return;
  const parts = ["filters", "results"];
  const box = document.getElementById("q");
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
  // Where somebody was on the page, and what they were typing, go with the entry of the history.
  const keep = () => window.history.replaceState(
    { search: true, y: window.scrollY, typed: box.value }, "", window.location.href);

  // `sent` is what the field that has the focus held when the page was asked for.
  const swap = (page, sent) => {
    const open = [...document.querySelectorAll(parts.map((id) => `#${id} details[open]`).join())];
    const before = document.activeElement;
    for (const id of parts) {
      document.getElementById(id).replaceWith(document.importNode(page.getElementById(id), true));
    }
    box.value = page.getElementById("q").value;
    document.getElementById("kind").value = page.getElementById("kind").value;
    document.title = page.title;
    fold();
    for (const { id } of open) if (id) document.getElementById(id)?.setAttribute("open", "");
    document.dispatchEvent(new CustomEvent("holotype:swapped"));
    const after = before?.id && document.getElementById(before.id);
    if (!after || after === before) return;
    after.focus({ preventScroll: true });
    const isText = /^(text|search)$/.test(before.type);
    if (isText && before.value !== sent) {
      after.value = before.value; // more was typed meanwhile
      after.dataset.carried = "";
      after.setSelectionRange(after.value.length, after.value.length);
    }
  };

  const load = async (url, { push = false, replace = false, focus = "", y = null } = {}) => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const field = document.activeElement;
    const sent = field?.value;
    for (const id of parts) document.getElementById(id).setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const here = answer.redirected ? answer.url : url;
      if (parts.some((id) => !page.getElementById(id))) {
        window.location.assign(here);
        return;
      }
      if (push) {
        keep();
        window.history.pushState({ search: true }, "", here);
      } else if (replace || answer.redirected) {
        window.history.replaceState({ search: true }, "", here);
      }
      swap(page, field === document.activeElement ? sent : document.activeElement?.defaultValue);
      if (y !== null) window.scrollTo(0, y);
      if (focus) document.getElementById(focus)?.focus();
      document.querySelector("[data-problem-summary]")?.focus();
      const count = document.getElementById("result-count");
      if (count) window.holotype?.announce(count.textContent.trim());
    } catch (error) {
      if (error.name !== "AbortError") window.location.assign(url);
    }
  };
  window.holotype.openSearch = (url, focus) => load(url, { push: true, focus });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form !== form || !field.matches("[data-at-once]")) return;
    load(address(), { push: true });
  });
  // The browser tells of no change where a script wrote the value that somebody typed.
  document.addEventListener("focusout", (event) => {
    if (event.target.dataset?.carried === undefined) return;
    delete event.target.dataset.carried;
    load(address(), { push: true });
  });
  let waiting = 0;
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-while-typing]")) return;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => load(address(), { replace: true }), 250);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.plain !== undefined) return;
    event.preventDefault();
    load(address(), { push: true });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-in-place]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !plain || event.defaultPrevented) return;
    event.preventDefault();
    load(new URL(link.getAttribute("href"), window.location.href).href, { push: true });
  });
  window.addEventListener("popstate", (event) => {
    if (event.state?.search) load(window.location.href, { y: event.state.y ?? 0 });
  });
  let resting = 0;
  const rest = () => {
    window.clearTimeout(resting);
    resting = window.setTimeout(keep, 150);
  };
  window.addEventListener("scroll", rest, { passive: true });
  box.addEventListener("input", rest);
  if (window.history.state?.typed) box.value = window.history.state.typed;
  else keep();
})();

// Forms: the summary of problems gets the focus, rows are added in place, and what was typed is
// kept in this tab until it is saved (a lapsed session or a closed laptop loses nothing).
(() => {
  "use strict";
  const summary = document.querySelector("[data-problem-summary]");
  if (summary) summary.focus();

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-field]");
    if (!link) return;
    const field = document.getElementById(link.dataset.field);
    if (!field) return;
    event.preventDefault();
    field.focus();
    const line = Number(link.dataset.line || 0);
    if (line && field instanceof HTMLTextAreaElement) goToLine(field, line);
    field.scrollIntoView({ block: "center" });
  });
  const goToLine = (area, line) => {
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    area.setSelectionRange(start, start + (lines[line - 1] || "").length);
    const height = parseFloat(getComputedStyle(area).lineHeight) || 20;
    area.scrollTop = Math.max(0, (line - 5) * height);
  };

  // Rows of people, dates …: the buttons work without this, by a round trip to the server.
  const renumber = (list) => {
    const name = list.dataset.rows;
    [...list.children].forEach((row, index) => {
      for (const element of row.querySelectorAll("[name],[id],[for],[aria-describedby]")) {
        for (const attribute of ["name", "id", "for", "aria-describedby"]) {
          const value = element.getAttribute(attribute);
          if (value) {
            element.setAttribute(attribute, value.replace(new RegExp(`\\b${name}-\\d+`), `${name}-${index}`));
          }
        }
      }
      const remove = row.querySelector("[data-remove-row]");
      if (remove) {
        remove.value = `remove:${name}:${index}`;
        const label = remove.querySelector("[data-row-number]");
        if (label) label.textContent = String(index + 1);
      }
    });
    const count = document.querySelector(`input[name="${name}-count"]`);
    if (count) count.value = String(list.children.length);
  };
  document.addEventListener("click", (event) => {
    const add = event.target.closest?.("[data-add-row]");
    if (add) {
      const list = document.querySelector(`[data-rows="${add.dataset.addRow}"]`);
      const template = document.getElementById(`${add.dataset.addRow}-template`);
      if (!list || !template) return;
      event.preventDefault();
      list.append(template.content.cloneNode(true));
      renumber(list);
      list.lastElementChild.querySelector("input, select")?.focus();
      changed();
    }
    const remove = event.target.closest?.("[data-remove-row]");
    if (remove) {
      const list = remove.closest("[data-rows]");
      event.preventDefault();
      const row = remove.closest("li");
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      renumber(list);
      const target = next?.querySelector("input, select")
        || document.querySelector(`[data-add-row="${list.dataset.rows}"]`);
      target?.focus();
      window.holotype?.announce("Removed");
      changed();
    }
  });

  // Kept per page and revision; gone once the server has taken it.
  const form = document.querySelector("form[data-keep]");
  const key = form ? `kept:${form.dataset.keep}` : "";
  const store = (() => { try { return window.sessionStorage; } catch { return null; } })();
  for (const gone of document.querySelectorAll("[data-forget]")) {
    store?.removeItem(`kept:${gone.dataset.forget}`);
    // Forms made from a schema outlive the tab (entry.js).
    try { window.localStorage.removeItem(`kept:${gone.dataset.forget}`); } catch { /* none kept */ }
  }
  let dirty = false;
  const changed = () => {
    dirty = true;
    if (!form || !store) return;
    const fields = [...new FormData(form)].filter(([name, value]) =>
      typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "if_match");
    try { store.setItem(key, JSON.stringify(fields)); } catch { /* too large: not kept */ }
  };
  if (form) {
    form.addEventListener("input", changed);
    form.addEventListener("submit", () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
    offerBack();
  }

  function offerBack() {
    const kept = store?.getItem(key);
    const offer = document.querySelector("[data-kept-offer]");
    if (!kept || !offer || summary) return;
    const now = JSON.stringify([...new FormData(form)].filter(([name, value]) =>
      typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "if_match"));
    if (now === kept) return;
    offer.hidden = false;
    offer.querySelector("[data-restore]").addEventListener("click", () => {
      restore(JSON.parse(kept));
      offer.hidden = true;
      changed();
      window.holotype?.announce("What you typed is back");
      form.querySelector("input:not([type=hidden]), textarea")?.focus();
    });
    offer.querySelector("[data-discard]").addEventListener("click", () => {
      store.removeItem(key);
      offer.hidden = true;
    });
  }

  function restore(fields) {
    const values = new Map(fields);
    for (const list of form.querySelectorAll("[data-rows]")) {
      const wanted = Number(values.get(`${list.dataset.rows}-count`) || 0);
      const template = document.getElementById(`${list.dataset.rows}-template`);
      while (template && list.children.length < wanted) list.append(template.content.cloneNode(true));
      while (list.children.length > wanted) list.lastElementChild.remove();
      renumber(list);
    }
    for (const [name, value] of fields) {
      const field = form.elements.namedItem(name);
      if (field && "value" in field) field.value = value;
    }
  }
})();

// A text field with suggestions below it: the WAI-ARIA combobox with a listbox. The field keeps the
// focus; arrows move, Enter takes, Escape closes. Without this the field is a plain one.
(() => {
  "use strict";
  let made = 0;

  // `source(input)` resolves to items {text, detail}; `choose(item, input)` acts on one that was
  // taken; with `first`, Enter takes the first where none was moved to.
  const combobox = (input, { source, choose, first = false, delay = 120 }) => {
    if (input.dataset.combobox !== undefined) return;
    input.dataset.combobox = "";
    made += 1;
    const list = document.createElement("ul");
    list.id = `suggestions-${made}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.hidden = true;
    input.parentElement.append(list);
    input.type = "text"; // a search field may not be a combobox (ARIA in HTML)
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": list.id,
    })) input.setAttribute(name, value);

    let items = [];
    let at = -1;
    let asked = 0;
    let timer = 0;

    const close = () => {
      window.clearTimeout(timer);
      asked += 1;
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const move = (to) => {
      list.children[at]?.setAttribute("aria-selected", "false");
      at = to;
      const option = list.children[at];
      if (!option) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };
    const take = (place) => {
      const item = items[place];
      close();
      if (item) choose(item, input);
      window.clearTimeout(timer); // what was taken needs no completing
    };
    const show = (found) => {
      items = found;
      list.replaceChildren(...items.map(drawn));
      if (!items.length || document.activeElement !== input) {
        close();
        return;
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      move(first ? 0 : -1);
      window.holotype?.announce(`${items.length} suggestions`);
    };
    const drawn = (item, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const text = document.createElement("span");
      text.textContent = item.text;
      const detail = document.createElement("span");
      detail.className = "count";
      detail.textContent = item.detail ?? "";
      option.append(text, " ", detail);
      return option;
    };
    const ask = () => {
      window.clearTimeout(timer);
      const turn = (asked += 1);
      timer = window.setTimeout(async () => {
        const found = await source(input).catch(() => []);
        if (turn === asked) show(found);
      }, delay);
    };

    input.addEventListener("input", ask);
    input.addEventListener("keydown", (event) => {
      const open = !list.hidden;
      const count = items.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) ask();
        else if (event.key === "ArrowDown") move(at + 1 >= count ? 0 : at + 1);
        else move(at <= 0 ? count - 1 : at - 1);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        event.stopPropagation();
        close();
      } else if (event.key === "Enter" && open && at >= 0) {
        event.preventDefault();
        take(at);
      } else if (event.key === "Enter" || event.key === "Tab") {
        close();
      }
    });
    input.addEventListener("blur", close);
    // What was typed before this ran, on a slow line, has had no suggestions yet.
    if (document.activeElement === input && input.value !== input.defaultValue) ask();
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take([...list.children].indexOf(option));
    });
    return { ask, close };
  };
  window.holotype = { ...window.holotype, combobox };
})();

// Inputs that are completed from the server while one types (ARIA 1.2 combobox, list autocomplete).
// What is typed may always stay as it is: the list only helps.
const WAIT = 150;
let numbers = 0;

export const startComboboxes = (root) => {
  for (const input of root.querySelectorAll("input[data-combobox]:not([role])")) start(input);
};

const start = (input) => {
  const list = document.createElement("ul");
  list.id = `combobox-${numbers += 1}`;
  list.className = "combobox__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let timer = 0;
  let asked = 0;
  let at = -1;
  const close = () => {
    window.clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    at = index;
    [...list.children].forEach((each, place) => {
      each.setAttribute("aria-selected", String(place === at));
    });
    const option = list.children[at];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  };
  const take = (option) => {
    input.value = option.dataset.value;
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const ask = async () => {
    const turn = asked += 1;
    const answer = await fetch(`${input.dataset.combobox}&q=${encodeURIComponent(input.value)}`);
    if (!answer.ok || turn !== asked || document.activeElement !== input) return;
    const { options } = await answer.json();
    if (turn === asked) show(options);
  };
  const show = (options) => {
    list.replaceChildren(...options.map(({ value, note }, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.dataset.value = value;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(value);
      if (note) {
        const small = document.createElement("span");
        small.className = "muted";
        small.textContent = ` ${note}`;
        option.append(small);
      }
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(option); });
      return option;
    }));
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    const count = options.length;
    window.holotype?.announce(count === 1 ? "1 suggestion" : `${count || "No"} suggestions`);
  };
  const askSoon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => ask().catch(close), WAIT);
  };
  input.addEventListener("input", (event) => { if (event.isTrusted) askSoon(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "ArrowDown" && !count) {
      askSoon();
    } else if (event.key === "ArrowDown") {
      mark((at + 1) % count);
    } else if (event.key === "ArrowUp" && count) {
      mark((at + count - (at < 0 ? 0 : 1)) % count);
    } else if (event.key === "Enter" && count && at >= 0) {
      take(list.children[at]);
    } else if (event.key === "Escape" && count) {
      close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
};

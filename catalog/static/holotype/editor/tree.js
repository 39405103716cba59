// The tree of fields, drawn as far as it is open: a schema of a megabyte costs no more than a small one.
import { h } from "./dom.js";
import { childrenOf, isRequired, ROOT, shapeAt } from "./shape.js";
import { countOf, labelOf, summaryOf } from "./words.js";

const MOST_SHOWN = 300;

// `view` as in view.js, `act` as in actions.js.
export const drawTree = (list, view, act) => {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.trail : undefined;
  list.replaceChildren(drawNode(ROOT, view, act, 0));
  if (focused !== undefined) rowOf(list, view.selected)?.focus();
};

export const rowOf = (list, trail) =>
  [...list.querySelectorAll("button[data-trail]")].find((row) => row.dataset.trail === trail);

// Moves the mark of the chosen row without drawing the tree anew.
export const markRow = (list, trail) => {
  for (const row of list.querySelectorAll("button[data-trail]")) {
    const isCurrent = row.dataset.trail === trail;
    row.tabIndex = isCurrent ? 0 : -1;
    if (isCurrent) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
};

const drawNode = (node, view, act, depth) => {
  const count = countOf(view.document, node);
  const isOpen = node === ROOT || view.open.has(node.trail);
  return h("li", { class: "fields__item" },
    h("div", { class: "fields__row" },
      node === ROOT ? null : toggle(node, view, act, count, isOpen),
      name(node, view, act)),
    isOpen && count ? drawChildren(node, view, act, depth + 1) : null);
};

const drawChildren = (node, view, act, depth) => {
  const children = childrenOf(view.document, node);
  return h("ul", { class: "fields" },
    children.slice(0, MOST_SHOWN).map((child) => drawNode(child, view, act, depth)),
    children.length > MOST_SHOWN ? h("li", { class: "muted" }, `${children.length - MOST_SHOWN} more; the JSON has them all.`) : null);
};

const toggle = (node, view, act, count, isOpen) =>
  count
    ? h("button", {
      type: "button", class: "fields__toggle", tabindex: "-1", "aria-expanded": String(isOpen),
      "aria-label": `${labelOf(view.document, node)}: ${count} inside`, onclick: () => act.toggle(node),
    })
    : h("span", { class: "fields__toggle" });

const name = (node, view, act) => {
  const shape = shapeAt(view.document, node.path);
  const label = labelOf(view.document, node);
  const isCurrent = node.trail === view.selected;
  const words = node === ROOT ? "The schema itself" : summaryOf(view.document, shape);
  return h("button", {
    type: "button", class: "fields__name", "data-trail": node.trail, tabindex: isCurrent ? "0" : "-1",
    "aria-current": isCurrent ? "true" : false, onclick: () => act.select(node.trail),
  },
  h("span", { class: "fields__label" }, label || (node === ROOT ? "Without a title" : node.name),
    isRequired(view.document, node) ? h("span", { class: "fields__required" }, " required") : null,
    view.problems.has(node.trail) ? h("span", { class: "fields__problem" }, " has a problem") : null),
  h("span", { class: "fields__words" },
    node.role === "field" && label !== node.name ? h("code", {}, node.name) : null,
    h("span", {}, words),
    shape.shared ? h("span", {}, `shared: ${shape.shared}`) : null));
};

// Up and down walk over what is shown; right opens or enters, left closes or leaves.
export const walkTree = (list, event, act) => {
  const row = event.target.closest?.("button[data-trail]");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const rows = [...list.querySelectorAll("button[data-trail]")];
  const go = (to) => { if (to) { act.select(to.dataset.trail); rowOf(list, to.dataset.trail)?.focus(); } };
  const place = rows.indexOf(row);
  const toggleOf = row.parentElement.querySelector(".fields__toggle[aria-expanded]");
  const expanded = toggleOf?.getAttribute("aria-expanded");
  const keys = {
    ArrowUp: () => (event.altKey ? act.move(-1) : go(rows[place - 1])),
    ArrowDown: () => (event.altKey ? act.move(1) : go(rows[place + 1])),
    ArrowRight: () => (expanded === "false" ? toggleOf.click() : expanded === "true" && go(rows[place + 1])),
    ArrowLeft: () => (expanded === "true" ? toggleOf.click() : go(row.closest("ul").closest("li")?.querySelector("button[data-trail]"))),
    Home: () => go(rows[0]),
    End: () => go(rows.at(-1)),
    Delete: () => act.remove(),
    Insert: () => act.add(),
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
};

// “Find a field”: in a schema of thousands nobody opens groups until one turns up.
import { h } from "./dom.js";
import { pointerOf } from "./json.js";
import { childrenOf, ROOT, shapeAt } from "./shape.js";
import { labelOf } from "./words.js";

const MOST_FOUND = 20;
const MOST_VISITED = 20_000;

// Nodes whose name or label holds what was typed, shallow ones first, each with the labels above it.
// A shared definition is looked through where it is met first.
export const findFields = (document, typed) => {
  const wanted = typed.trim().toLowerCase();
  const found = [];
  const seen = new Set();
  const queue = [[ROOT, []]];
  for (let visited = 0; queue.length && wanted && visited < MOST_VISITED && found.length < MOST_FOUND; visited += 1) {
    const [node, above] = queue.shift();
    const label = labelOf(document, node);
    if (node !== ROOT && `${node.name}\n${label}`.toLowerCase().includes(wanted)) found.push({ node, label, above });
    const place = pointerOf(shapeAt(document, node.path).core);
    if (seen.has(place)) continue;
    seen.add(place);
    const here = node === ROOT ? [] : [...above, label];
    queue.push(...childrenOf(document, node).map((child) => [child, here]));
  }
  return found;
};

export const drawFound = (place, document, typed, choose) => {
  if (!typed.trim()) {
    place.replaceChildren();
    return;
  }
  const found = findFields(document, typed);
  place.replaceChildren(
    h("p", { role: "status" }, found.length ? `${found.length}${found.length === MOST_FOUND ? " or more" : ""} found` : "No field is called so."),
    h("ul", { class: "found" }, found.map(({ node, label, above }) => h("li", {},
      h("button", { type: "button", class: "link-button", onclick: () => choose(node.trail) }, label || node.name),
      above.length ? h("span", { class: "muted" }, ` in ${above.join(" › ")}`) : null))));
};

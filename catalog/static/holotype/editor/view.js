// What is shown of a draft: the tree as far as it is open, and one field of it.
import { drawPanel } from "./panel.js";
import { nodeOf, nodesTo, ROOT, shapeAt } from "./shape.js";
import { drawTree, markRow } from "./tree.js";
import { later } from "./dom.js";
import { labelOf } from "./words.js";

// `part(name)` finds an element of the page. `act` is filled in later: what the buttons do.
export const viewOf = (part, draft, act) => {
  const list = part("fields");
  const view = {
    selected: "",
    open: new Set(),
    fresh: new Set(), // fields whose name still follows their label
    problems: new Set(),
    get document() { return draft.document; },
    get node() { return nodeOf(draft.document, view.selected) ?? ROOT; },

    draw: () => {
      if (!nodeOf(draft.document, view.selected)) view.selected = "";
      view.drawTree();
      drawPanel(part("field"), view, view.node, act);
    },
    drawTree: () => {
      drawTree(list, view, act);
      drawTools(part, draft, view.node);
    },
    select: (trail) => {
      draft.pause();
      view.selected = trail;
      markRow(list, trail);
      drawPanel(part("field"), view, view.node, act);
      drawTools(part, draft, view.node);
    },
    // The tree opened down to a place in the document; false where the tree does not show it.
    reveal: (path) => {
      const nodes = nodesTo(draft.document, path);
      const node = nodes.at(-1);
      if (node === ROOT && path.length > 1) return false;
      for (const each of nodes.slice(0, -1)) view.open.add(each.trail);
      view.selected = node.trail;
      view.draw();
      return true;
    },
    // What was known of a trail is known of its new name.
    rename: (from, to) => {
      const renamed = (each) => (each === from || each.startsWith(`${from}/`) ? to + each.slice(from.length) : each);
      for (const name of ["open", "fresh", "problems"]) view[name] = new Set([...view[name]].map(renamed));
      view.selected = renamed(view.selected);
    },
  };
  view.drawSoon = later(150, () => {
    view.drawTree();
    part("field").querySelector("h2").textContent = labelOf(draft.document, view.node) || "The schema itself";
  });
  return view;
};

const drawTools = (part, draft, node) => {
  const { kind } = shapeAt(draft.document, node.path);
  const isMovable = node.role === "field" || node.role === "branch";
  for (const name of ["up", "down", "remove"]) part(name).disabled = !isMovable;
  part("inside").disabled = node === ROOT || !["group", "shapes"].includes(kind);
  part("inside").textContent = kind === "shapes" ? "Add shape" : "Add inside";
  part("undo").disabled = !draft.canUndo;
};

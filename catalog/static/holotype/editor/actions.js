// What the buttons, the keys and the panel do.
import { say } from "./dom.js";
import * as edit from "./edit.js";
import { at, pointerOf } from "./json.js";
import { childrenOf, nodeOf, ROOT, shapeAt } from "./shape.js";
import { rowOf } from "./tree.js";
import { labelOf } from "./words.js";

const above = (trail) => trail.slice(0, trail.lastIndexOf("/"));
const isMovable = (node) => node.role === "field" || node.role === "branch";

// `page`: { list, showField, showJson(path), rowChosen(node) }.
export const actionsOf = (act, draft, view, page) => {
  const change = (key, make) => {
    const made = draft.change(key, view.selected, make);
    view.drawSoon();
    return made;
  };
  const restructure = (make) => {
    const made = change("", make);
    const focused = document.activeElement?.id;
    view.draw();
    if (focused) document.getElementById(focused)?.focus();
    return made;
  };

  const chosen = (trail) => {
    view.selected = trail;
    view.draw();
    page.showField();
    document.getElementById("field-title")?.focus();
  };
  const addField = (group, after, trail) => {
    const name = change("", (schema) => edit.addField(schema, group, after));
    if (trail) view.open.add(trail);
    view.fresh.add(trail + pointerOf([name]));
    chosen(trail + pointerOf([name]));
    say("A field was added. Give it a label.");
  };
  const addBranch = (node, core) => {
    const index = change("", (schema) => edit.addBranch(schema, core));
    view.open.add(node.trail);
    chosen(`${node.trail}/|${index}`);
  };

  const takeName = (node, name) => {
    edit.rename(draft.document, node, name);
    const trail = above(node.trail) + pointerOf([name]);
    view.rename(node.trail, trail);
    Object.assign(node, nodeOf(draft.document, trail));
  };

  const adding = {
    add: () => {
      const { node } = view;
      if (node.role === "field") addField(node.holder, node.name, above(node.trail));
      else if (node === ROOT) addField(shapeAt(draft.document, []).core, null, "");
      else act.inside();
    },
    inside: () => {
      const { node } = view;
      const { core, kind } = shapeAt(draft.document, node.path);
      if (kind === "group") addField(core, null, node.trail);
      else if (kind === "shapes") addBranch(node, core);
      else say("Nothing can be added here");
    },
  };

  const naming = {
    // A field that was just added is named after its label.
    label: (node, make, label) => {
      change("title", make);
      const wanted = edit.nameFrom(label);
      if (!view.fresh.has(node.trail) || !wanted) return;
      const others = Object.keys(at(draft.document, node.holder).properties).filter((name) => name !== node.name);
      const name = edit.freeName(others, wanted);
      if (name === node.name) return;
      takeName(node, name);
      document.getElementById("field-name").value = name;
    },
    rename: (node, name, input) => {
      if (name === node.name) return;
      const isTaken = Object.hasOwn(at(draft.document, node.holder).properties, name);
      if (!name || isTaken) {
        input.setAttribute("aria-invalid", "true");
        say(name ? `There is a field ${name} already` : "A field needs a name");
        return;
      }
      view.fresh.delete(node.trail);
      change("", () => takeName(node, name));
      view.draw();
    },
  };

  const arranging = {
    move: (step) => {
      const { node } = view;
      if (!isMovable(node)) return;
      const moved = restructure((schema) => edit.move(schema, node, step));
      if (moved && node.role === "branch") view.selected = `${above(node.trail)}/|${node.index + step}`;
      view.draw();
      say(moved ? `Moved ${step < 0 ? "up" : "down"}` : "It is at the end already");
    },
    remove: () => {
      const { node } = view;
      if (!isMovable(node)) return;
      const words = labelOf(draft.document, node);
      const rows = [...page.list.querySelectorAll("button[data-trail]")];
      const before = rows[rows.findIndex((row) => row.dataset.trail === node.trail) - 1];
      change("", (schema) => edit.remove(schema, node));
      view.selected = before?.dataset.trail ?? "";
      view.draw();
      rowOf(page.list, view.selected)?.focus();
      say(`Removed ${words}. Undo brings it back.`);
    },
    undo: () => {
      const selected = draft.undo();
      if (selected === undefined) return;
      view.selected = selected;
      view.draw();
      say("Undone");
    },
    // A path like "probes.depth", as the server says it, to be searched as a property.
    bind: (path, property) => {
      const node = fieldAt(draft.document, path);
      if (!node) {
        say("This field is not in the tree; say it in the JSON.");
        return;
      }
      change("", (schema) => edit.setKeyword(schema, node.path, "x-property", property));
      say(`${path} is searched as ${property}`);
    },
  };

  const looking = {
    select: (trail) => {
      view.select(trail);
      page.rowChosen(view.node);
    },
    toggle: (node) => {
      if (!view.open.delete(node.trail)) view.open.add(node.trail);
      view.drawTree();
      rowOf(page.list, node.trail)?.focus();
    },
    showJson: page.showJson,
  };
  return Object.assign(act, { change, restructure }, adding, naming, arranging, looking);
};

const fieldAt = (schema, path) => {
  let node = ROOT;
  for (const name of path.split(".")) {
    while (node && childrenOf(schema, node)[0]?.role === "entry") [node] = childrenOf(schema, node);
    node = node && childrenOf(schema, node).find((child) => child.name === name);
  }
  return node;
};

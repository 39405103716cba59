// The schema editor: a tree of fields and the JSON, two faces of one draft. Without scripts the form
// is a textarea, and everything can be said there.
import { actionsOf } from "./actions.js";
import { askingOf } from "./asking.js";
import { h, later } from "./dom.js";
import { draftOf } from "./draft.js";
import { drawFound } from "./find.js";
import { placesOf } from "./places.js";
import { foundIn } from "./problems.js";
import { tabsOf } from "./tabs.js";
import { walkTree } from "./tree.js";
import { unsavedOf } from "./unsaved.js";
import { viewOf } from "./view.js";

const start = (form) => {
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const named = (name) => form.elements.namedItem(name);
  const [area, list] = [part("json"), part("fields")];
  const act = {};
  let shown = "field";

  const changed = () => {
    if (shown === "json") draft.text();
    unsaved.changed();
    asking.expect();
    askSoon();
  };
  const draft = draftOf(area, changed);
  const view = viewOf(part, draft, act);
  const asking = askingOf(form, part, draft, view);
  const askSoon = later(700, () => asking.again(shown));

  // While the text is no JSON the tree shows the last one that was, and takes no change.
  const takeText = () => {
    const complaint = draft.take();
    part("complaint").textContent = complaint;
    part("complaint").hidden = !complaint;
    part("tree").inert = part("field").inert = Boolean(complaint);
    if (!complaint) view.draw();
    return !complaint;
  };
  const takeTyped = () => {
    draft.pause();
    takeText();
    asking.again(shown);
  };
  const takeSoon = later(400, takeTyped);

  const showTab = tabsOf(part("tabs"), [...form.querySelectorAll("[data-panel]")], (name) => {
    shown = name;
    if (name === "json") draft.text();
    if (!("ready" in form.dataset)) return;
    askSoon.cancel(); // it is asked now: drawn a second time, a form would lose the cursor
    if (takeSoon.cancel()) takeTyped();
    else asking.again(name);
  });
  const places = placesOf(area, draft, view, showTab);
  actionsOf(act, draft, view, {
    list,
    showJson: places.showJson,
    showField: () => showTab("field"),
    rowChosen: (node) => {
      if (shown === "json" && area.offsetParent) places.scrollTo(node.path);
      else if (shown !== "field") showTab("field");
    },
  });
  const notify = (words, ...buttons) => part("notice").replaceChildren(...(words
    ? [h("div", { class: "notice section-after", role: "status" }, h("div", {}, words, ...buttons))] : []));
  const unsaved = unsavedOf({ form, draft, named, notify, taken: view.draw });

  const takeNumber = (number) => {
    named("version").value = number;
    changed();
  };
  listen(form, list, { act, asking, places, takeNumber });
  const find = part("find");
  find.addEventListener("input", later(200, () => drawFound(part("found"), draft.document, find.value, (trail) => {
    view.show(trail);
    showTab("field");
    document.getElementById("field-heading").focus();
  })));
  area.addEventListener("input", () => { unsaved.changed(); asking.expect(); takeSoon(); });
  for (const name of ["name", "version"]) named(name)?.addEventListener("input", changed);
  form.addEventListener("submit", () => draft.text());

  for (const element of form.querySelectorAll("[data-scripted]")) element.hidden = false;
  showTab(takeText() ? "field" : "json");
  view.takeProblems([...document.querySelectorAll("[data-problem-summary]")].flatMap(foundIn));
  unsaved.restore();
  form.dataset.ready = "";
};

const listen = (form, list, { act, asking, places, takeNumber }) => {
  const pressed = {
    act: ({ act: verb, step }) => act[verb](Number(step)),
    askSample: () => asking.sample(),
    bind: ({ path, bind }) => act.bind(path, bind),
    takeNumber: (button) => takeNumber(button.takeNumber),
  };
  form.addEventListener("click", ({ target }) => {
    const data = target.closest?.("button")?.dataset ?? {};
    const what = Object.keys(pressed).find((name) => name in data);
    if (what) pressed[what](data);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-pointer]");
    if (!link) return;
    event.preventDefault();
    places.goTo(link.dataset.pointer);
  });
  list.addEventListener("keydown", (event) => walkTree(list, event, act));
  form.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isTyping) {
      event.preventDefault();
      act.undo();
    }
    // Enter in an input of the panel, or in the search, is no wish to save.
    if (event.key === "Enter" && event.target.matches("[data-part='field'] input, [data-part='find']")) event.preventDefault();
  });
};

const form = document.querySelector("form[data-editor]");
if (form) start(form);

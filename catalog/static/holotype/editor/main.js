// The schema editor: a tree of fields and the JSON, two faces of one draft. Without scripts the form
// is a textarea, and everything can be said there.
import { actionsOf } from "./actions.js";
import { askerOf } from "./ask.js";
import { h, later } from "./dom.js";
import { draftOf } from "./draft.js";
import { lineOf, pathOf } from "./json.js";
import { previewOf } from "./preview.js";
import { nodesTo, ROOT } from "./shape.js";
import { tabsOf } from "./tabs.js";
import { walkTree } from "./tree.js";
import { unsavedOf } from "./unsaved.js";
import { viewOf } from "./view.js";

// What each tab asks the server; the answer goes to the part that is called so.
const QUESTIONS = { json: "problems", form: "form", advice: "advice" };

const start = (form) => {
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const named = (name) => form.elements.namedItem(name);
  const [area, list] = [part("json"), part("fields")];
  const ask = askerOf(form);
  const act = {};
  let shown = "field";

  const draft = draftOf(area, () => changed());
  const view = viewOf(part, draft, act);

  const changed = () => {
    if (shown === "json") draft.text();
    unsaved.changed();
    askSoon();
  };

  // While the text is no JSON the tree shows the last one that was, and takes no change.
  const takeText = () => {
    const complaint = draft.take();
    part("complaint").textContent = complaint;
    part("complaint").hidden = !complaint;
    part("tree").inert = part("field").inert = Boolean(complaint);
    if (!complaint) view.draw();
    return !complaint;
  };

  const draftNow = () => ({
    content: draft.text(),
    version: named("version").value,
    name: form.dataset.name || named("name").value,
  });
  const askNow = () => {
    if (!QUESTIONS[shown] || !part("complaint").hidden) return;
    if (shown === "form") drawPreview();
    else ask(QUESTIONS[shown], part(QUESTIONS[shown]), draftNow());
  };
  const drawPreview = previewOf(part("form"), document.getElementById("preview-form"),
    (place, sent) => ask("form", place, { ...sent, ...draftNow() }));
  const askSoon = later(700, askNow);
  const takeSoon = later(400, () => {
    draft.pause();
    if (takeText()) askNow();
  });

  const showTab = tabsOf(part("tabs"), [...form.querySelectorAll("[data-panel]")], (name) => {
    shown = name;
    if (name === "json") draft.text();
    if ("ready" in form.dataset) askNow();
  });

  const scrollTo = (path) => {
    const line = lineOf(draft.document, path);
    const before = area.value.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    area.setSelectionRange(before, area.value.indexOf("\n", before));
    area.scrollTop = Math.max(0, (line - 5) * (parseFloat(getComputedStyle(area).lineHeight) || 20));
  };
  const showJson = (path) => {
    showTab("json");
    area.closest("details")?.setAttribute("open", "");
    scrollTo(path);
    area.focus();
  };
  const goTo = (pointer) => {
    const path = pathOf(pointer.replace(/^\/content/, ""));
    if (!view.reveal(path)) {
      showJson(path);
      return;
    }
    showTab("field");
    (document.getElementById(`field-${path.at(-1)}`) ?? document.getElementById("field-heading")).focus();
  };

  actionsOf(act, draft, view, {
    list,
    showJson,
    showField: () => showTab("field"),
    rowChosen: (node) => {
      if (shown === "json" && area.offsetParent) scrollTo(node.path);
      else if (shown !== "field") showTab("field");
    },
  });
  const unsaved = unsavedOf({
    form, draft, named,
    taken: () => view.draw(),
    notify: (words, ...buttons) => part("notice").replaceChildren(
      ...(words ? [h("div", { class: "notice section-after", role: "status" }, h("div", {}, words, ...buttons))] : [])),
  });

  const PRESSED = {
    act: (button) => act[button.dataset.act](Number(button.dataset.step)),
    askSample: () => ask("sample", part("sample"), { ...draftNow(), sample: part("record").value }),
    bind: (button) => act.bind(button.dataset.path, button.dataset.bind),
    takeNumber: (button) => {
      named("version").value = button.dataset.takeNumber;
      changed();
    },
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    const pressed = Object.keys(PRESSED).find((name) => name in (button?.dataset ?? {}));
    if (pressed) PRESSED[pressed](button);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-pointer]");
    if (!link) return;
    event.preventDefault();
    const { pointer } = link.dataset;
    if (pointer.startsWith("/content")) goTo(pointer);
    else document.getElementById(pointer.slice(1))?.focus();
  });
  list.addEventListener("keydown", (event) => walkTree(list, event, act));
  form.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isTyping) {
      event.preventDefault();
      act.undo();
    }
    // Enter in an input of the panel is no wish to save.
    if (event.key === "Enter" && event.target.matches("[data-part='field'] input")) event.preventDefault();
  });
  area.addEventListener("input", () => { unsaved.changed(); takeSoon(); });
  for (const name of ["name", "version"]) named(name)?.addEventListener("input", changed);
  form.addEventListener("submit", () => draft.text());

  for (const element of form.querySelectorAll("[data-scripted]")) element.hidden = false;
  showTab(takeText() ? "field" : "json");
  for (const { dataset } of document.querySelectorAll("[data-problem-summary] [data-pointer^='/content']")) {
    const node = nodesTo(draft.document, pathOf(dataset.pointer.replace(/^\/content/, ""))).at(-1);
    if (node !== ROOT) view.problems.add(node.trail);
  }
  unsaved.restore();
  view.drawTree();
  form.dataset.ready = "";
};

const form = document.querySelector("form[data-editor]");
if (form) start(form);

// The panel that says everything about one field.
import { h } from "./dom.js";
import { pointerOf, typed } from "./json.js";
import * as edit from "./edit.js";
import { isRequired, shapeAt, usesOf } from "./shape.js";
import { choicesOf, exampleOf, numberOf, read, settingsOf, unshown, write } from "./settings.js";
import { KINDS, kindWords, labelOf } from "./words.js";

const slug = (id) => `field-${id.replaceAll(/[^a-z]/gi, "-")}`;

const field = (id, label, hint, input, more = "") =>
  h("div", { class: `field ${more}` },
    h("label", { for: id }, label),
    hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null,
    input);

const check = (id, label, checked, onchange, disabled = false) =>
  h("div", { class: "check" },
    h("input", { type: "checkbox", id, checked, onchange, disabled }),
    h("label", { for: id }, label));

const input = (id, hint, value, oninput, more = {}) =>
  h("input", { type: "text", id, value, oninput, autocomplete: "off", "aria-describedby": hint ? `${id}-hint` : false, ...more });

// `act.change(key, edit)` makes the edit undoable; `act.restructure` draws tree and panel anew too.
export const drawPanel = (panel, view, node, act) => {
  const shape = shapeAt(view.document, node.path);
  panel.replaceChildren(
    h("h2", { id: "field-heading", tabindex: "-1" }, node.role === "root" ? "The schema itself" : heading(view.document, node)),
    ...(node.role === "entry" ? [] : [labelField(view, node, shape, act)]),
    ...(node.role === "field" ? [nameField(node, act)] : []),
    ...(node.role === "root" ? [] : kindFields(view, node, shape, act)),
    ...(shape.shared ? [sharedNote(view, node, shape, act)] : []),
    ...settingFields(view, node, shape, act),
    ...unshownNote(view, node, shape, act));
};

const heading = (document, node) => labelOf(document, node) || node.name;

const labelField = (view, node, shape, act) => {
  const setting = { id: "title", level: "about" };
  const id = slug("title");
  const oninput = (event) => act.label(node, (document) =>
    write(document, shapeAt(document, node.path), setting, event.target.value), event.target.value);
  const words = node.role === "root" ? "Title" : "Label";
  return field(id, words, "", input(id, "", read(view.document, shape, setting) ?? "", oninput));
};

const nameField = (node, act) => {
  const id = slug("name");
  const hint = "What programs call it: letters, digits and _ are best. Renaming it in a published schema needs a migration.";
  const onchange = (event) => {
    event.target.removeAttribute("aria-invalid");
    act.rename(node, event.target.value.trim(), event.target);
  };
  return field(id, "Name", hint, input(id, hint, node.name, null, { onchange, class: "mono", spellcheck: "false" }));
};

const kindFields = (view, node, shape, act) => {
  const id = slug("kind");
  const current = shape.shared ? `ref:${shape.shared}` : shape.kind;
  const option = (value, text) => h("option", { value, selected: value === current }, text);
  const names = Object.entries(KINDS).map(([kind, words]) => option(kind, words));
  const definitions = edit.definitionsOf(view.document).slice(0, 1000).map(({ name }) => option(`ref:${name}`, name));
  if (!shape.shared && !KINDS[shape.kind]) names.push(option(shape.kind, kindWords(shape.kind)));
  const onchange = (event) => act.restructure((document) => chooseKind(document, node, event.target.value));
  const choose = h("select", { id, onchange }, names,
    definitions.length ? h("optgroup", { label: "Shared definitions" }, definitions) : null);
  const fields = [field(id, "Type", "", choose)];
  if (node.role !== "entry" && node.role !== "branch") {
    const many = (event) => act.restructure((document) => edit.setMany(document, node.path, event.target.checked));
    fields.push(check(slug("many"), "Several values: a list of these", Boolean(shape.list), many, !edit.isListable(view.document, node.path)));
  }
  if (node.role === "field") {
    const required = (event) => act.change("required", (document) => edit.setRequired(document, node, event.target.checked));
    fields.push(check(slug("required"), "Required", isRequired(view.document, node), required));
  }
  return fields;
};

const chooseKind = (document, node, value) => {
  if (!value.startsWith("ref:")) return edit.setKind(document, node.path, value);
  const { path } = edit.definitionsOf(document).find(({ name }) => name === value.slice(4));
  return edit.setKind(document, node.path, "any", `#${pointerOf(path)}`);
};

const sharedNote = (view, node, shape, act) => {
  const target = shape.layers[shape.layers.indexOf(shape.own) + 1];
  const uses = usesOf(view.document, target);
  return h("div", { class: "notice" }, h("div", {},
    `What it consists of is the shared definition ${shape.shared}, used in ${uses} ${uses === 1 ? "place" : "places"}: a change of its type, range or fields holds in all of them. `,
    h("button", { type: "button", class: "link-button", onclick: () => act.restructure((document) => edit.detach(document, node.path)) },
      "Make it this field's own")));
};

const settingFields = (view, node, shape, act) => {
  const fields = settingsOf(node, shape).map((setting) => settingField(view, node, shape, setting, act));
  return [h("div", { class: "settings" }, fields)];
};

const WIDGETS = {
  text: { show: (value) => value ?? "", take: (text) => text.trim() || undefined },
  area: { show: (value) => value ?? "", take: (text) => text || undefined },
  number: { show: (value) => (value === undefined ? "" : typed(value)), take: (text) => numberOf(text), mode: "decimal" },
  count: { show: (value) => (value === undefined ? "" : typed(value)), take: (text) => (/^\d+$/.test(text.trim()) ? Number(text) : undefined), mode: "numeric" },
  choices: { show: (value) => (value ?? []).map(typed).join("\n"), take: (text, shape, before) => choicesOf(text, before) },
  fixed: { show: typed, take: (text, shape, before) => choicesOf(text, [before])[0] ?? before },
  example: {
    show: (value) => (Array.isArray(value) && value.length ? typed(value[0]) : ""),
    take: (text, shape, before) => {
      const first = exampleOf(text, shape.kind);
      const rest = Array.isArray(before) ? before.slice(1) : [];
      return first === undefined ? (rest.length ? rest : undefined) : [first, ...rest];
    },
  },
};
WIDGETS.vocabulary = WIDGETS.text;

const settingField = (view, node, shape, setting, act) => {
  const id = slug(setting.id);
  const value = read(view.document, shape, setting);
  const save = (given) => act.change(setting.id, (document) =>
    write(document, shapeAt(document, node.path), setting, given));
  if (setting.widget === "flag") {
    const isOn = setting.on === undefined ? value !== setting.off : value === setting.on;
    return check(id, setting.label, isOn, (event) => save(event.target.checked ? setting.on : setting.off));
  }
  const { show, take, mode } = WIDGETS[setting.widget];
  const oninput = (event) => {
    const given = take(event.target.value, shape, read(view.document, shape, setting));
    const bad = mode && event.target.value.trim() && given === undefined;
    event.target.removeAttribute("aria-invalid");
    if (bad) event.target.setAttribute("aria-invalid", "true");
    else save(given);
  };
  const more = { inputmode: mode ?? false, list: setting.list ? `known-${setting.list}` : false, class: setting.mono ? "mono" : false };
  const control = setting.widget === "vocabulary" ? vocabularies(id, setting, value, save)
    : ["area", "choices"].includes(setting.widget)
      ? h("textarea", { id, rows: setting.widget === "area" ? "2" : "5", oninput, "aria-describedby": `${id}-hint`, value: show(value) })
      : input(id, setting.hint, show(value), oninput, more);
  return field(id, setting.label, setting.hint, control, setting.half ? "field--half" : "");
};

// The registered ones, and the one that is named now.
const vocabularies = (id, setting, value, save) => {
  const known = [...document.querySelectorAll("#known-vocabularies option")].map((option) => [option.value, option.textContent]);
  if (value && !known.some(([name]) => name === value)) known.push([value, "not published here"]);
  const option = ([name, title]) => h("option", { value: name, selected: name === value }, title ? `${name}: ${title}` : name);
  return h("select", { id, "aria-describedby": `${id}-hint`, onchange: (event) => save(event.target.value || undefined) },
    h("option", { value: "" }, known.length ? "None: any text" : "None: no vocabulary is published yet"), known.map(option));
};

const unshownNote = (view, node, shape, act) => {
  const words = unshown(view.document, node, shape);
  if (!words.length) return [];
  return [h("div", { class: "notice" }, h("div", {},
    "The JSON says more than this panel shows; it is kept as it is: ",
    words.slice(0, 20).flatMap(([path, word], index) => [index ? ", " : "",
      h("button", { type: "button", class: "link-button", onclick: () => act.showJson([...path, word]) }, h("code", {}, word))]),
    words.length > 20 ? ` and ${words.length - 20} more.` : "."))];
};

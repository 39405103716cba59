// Changing a schema: each function changes the document in place, and only what it is about.
// Keywords that the editor does not know stay where they are.
import { at, copy, isObject, put } from "./json.js";
import { kindOf, shapeAt, unionOf } from "./shape.js";

// What is said about a field, not about its values: stays outside when it becomes a list.
const ABOUT = ["title", "description", "$comment", "default", "deprecated", "readOnly", "writeOnly",
  "x-property", "x-iri", "x-searchable"];
const LIST_WORDS = ["type", "items", "minItems", "maxItems", "uniqueItems"];
// Keywords that a type brings along, and takes away when it goes.
const OF_KIND = {
  text: ["minLength", "maxLength", "pattern", "x-vocabulary"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "x-unit"],
  group: ["properties", "required", "additionalProperties"],
  list: LIST_WORDS.slice(1),
  choice: ["enum"],
  fixed: ["const"],
  shapes: ["oneOf", "anyOf", "discriminator"],
};
OF_KIND.whole = OF_KIND.number;
const KIND_WORDS = new Set(["type", "format", "$ref", "allOf", ...Object.values(OF_KIND).flat()]);
const BARE = {
  text: { type: "string" },
  number: { type: "number" },
  whole: { type: "integer" },
  date: { type: "string", format: "date" },
  moment: { type: "string", format: "date-time" },
  yesno: { type: "boolean" },
  choice: { type: "string", enum: [] },
  group: { type: "object", properties: {} },
  list: { type: "array", items: { type: "string" } },
  shapes: { oneOf: [{ title: "", type: "object", properties: {} }, { title: "", type: "object", properties: {} }] },
  any: {},
};

const holderOf = (document, path) => [at(document, path.slice(0, -1)), path.at(-1)];

const replace = (document, path, schema) => {
  if (path.length) {
    put(...holderOf(document, path), schema);
    return;
  }
  for (const key of Object.keys(document)) delete document[key];
  for (const [key, value] of Object.entries(schema)) put(document, key, value);
};

// Before 2019-09 nothing beside a `$ref` counts; there it is wrapped before anything is added.
const isOld = (document) => /draft-0[3467]/.test(document.$schema ?? "");

// `undefined` takes the keyword away.
export const setKeyword = (document, path, keyword, value) => {
  let schema = at(document, path);
  if (!isObject(schema)) {
    if (value === undefined) return;
    schema = {};
    replace(document, path, schema);
  }
  if (value === undefined) {
    delete schema[keyword];
    return;
  }
  if (schema.$ref !== undefined && isOld(document)) {
    const wrapped = { allOf: [{ $ref: schema.$ref }] };
    delete schema.$ref;
    Object.assign(schema, wrapped);
  }
  put(schema, keyword, value);
};

const rebuilt = (entries) => Object.fromEntries(entries);

const propertiesOf = (document, group) => {
  const schema = at(document, group);
  if (!isObject(schema.properties)) put(schema, "properties", {});
  return schema.properties;
};

const setProperties = (document, group, entries) => put(at(document, group), "properties", rebuilt(entries));

export const freeName = (names, wanted) => {
  let name = wanted;
  for (let number = 2; names.includes(name); number += 1) name = `${wanted}_${number}`;
  return name;
};

// "Date of birth" → date_of_birth
export const nameFrom = (label) =>
  label.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 100);

// A new field of the group at `group`, behind the field `after` or at the end; its name.
export const addField = (document, group, after) => {
  const entries = Object.entries(propertiesOf(document, group));
  const name = freeName(entries.map(([each]) => each), "new_field");
  const place = entries.findIndex(([each]) => each === after) + 1 || entries.length;
  entries.splice(place, 0, [name, { title: "", type: "string" }]);
  setProperties(document, group, entries);
  return name;
};

export const addBranch = (document, path) => {
  const schema = at(document, path);
  return schema[unionOf(schema)].push({ title: "", type: "object", properties: {} }) - 1;
};

export const remove = (document, node) => {
  const holder = at(document, node.holder);
  if (node.role === "branch") {
    holder[unionOf(holder)].splice(node.index, 1);
    return;
  }
  delete holder.properties[node.name];
  setRequired(document, node, false);
};

// Whether there was room to move it by `step` (-1 or 1).
export const move = (document, node, step) => {
  const holder = at(document, node.holder);
  const isBranch = node.role === "branch";
  const list = isBranch ? holder[unionOf(holder)] : Object.entries(holder.properties);
  const from = isBranch ? node.index : list.findIndex(([name]) => name === node.name);
  const to = from + step;
  if (to < 0 || to >= list.length) return false;
  list.splice(to, 0, ...list.splice(from, 1));
  if (!isBranch) setProperties(document, node.holder, list);
  return true;
};

// Whether the name was free.
export const rename = (document, node, name) => {
  const holder = at(document, node.holder);
  if (!name || Object.hasOwn(holder.properties, name)) return false;
  setProperties(document, node.holder, Object.entries(holder.properties).map(
    ([each, schema]) => [each === node.name ? name : each, schema]));
  if (Array.isArray(holder.required)) {
    holder.required = holder.required.map((each) => (each === node.name ? name : each));
  }
  return true;
};

export const setRequired = (document, node, isRequired) => {
  const holder = at(document, node.holder);
  const others = (Array.isArray(holder.required) ? holder.required : []).filter((name) => name !== node.name);
  const names = isRequired ? [...others, node.name] : others;
  if (names.length) put(holder, "required", names);
  else delete holder.required;
};

// What stands at `own` gets another type. Label, help and unknown keywords stay, and so does what
// both types know: a range, between number and whole number.
export const setKind = (document, path, kind, reference = "") => {
  const { own, nullable, list } = shapeAt(document, path);
  const schema = isObject(at(document, own)) ? at(document, own) : {};
  const stays = new Set(OF_KIND[kind] ?? []);
  const kept = Object.entries(schema).filter(([word]) => !KIND_WORDS.has(word) || stays.has(word));
  const bare = reference ? { $ref: reference } : copy(BARE[kind]);
  if (nullable && !list && typeof bare.type === "string" && Array.isArray(schema.type)) bare.type = [bare.type, "null"];
  if (kind === "choice" && Array.isArray(schema.enum)) delete bare.enum;
  replace(document, own, { ...rebuilt(kept.filter(([word]) => ABOUT.includes(word))), ...bare,
    ...rebuilt(kept.filter(([word]) => !ABOUT.includes(word))) });
};

// One value, or a list of them.
export const setMany = (document, path, many) => {
  const { own, list } = shapeAt(document, path);
  if (many) {
    const entries = Object.entries(at(document, own) ?? {});
    const about = rebuilt(entries.filter(([word]) => ABOUT.includes(word)));
    const items = rebuilt(entries.filter(([word]) => !ABOUT.includes(word)));
    replace(document, own, { ...about, type: "array", items });
    return;
  }
  const schema = at(document, list);
  const items = isObject(schema.items) ? schema.items : {};
  const rest = rebuilt(Object.entries(schema).filter(([word]) => !LIST_WORDS.includes(word)));
  replace(document, list, { ...items, ...rest });
};

// The shared definition's content becomes this field's own, so that it can be changed alone.
export const detach = (document, path) => {
  const { own } = shapeAt(document, path);
  const schema = at(document, own);
  const target = at(document, shapeAt(document, own).layers[1]);
  const { $ref: _, ...about } = schema;
  replace(document, own, { ...copy(target), ...about });
};

export const definitionsOf = (document) =>
  ["$defs", "definitions"].flatMap((shelf) =>
    isObject(document[shelf]) ? Object.keys(document[shelf]).map((name) => ({ name, path: [shelf, name] })) : []);

export const isListable = (document, path) => {
  const { list, own, shared, layers } = shapeAt(document, path);
  // A list inside a shared definition is not this field's to change.
  return !(shared && list && layers.indexOf(list) > layers.indexOf(own)) && kindOf(at(document, own)) !== "other";
};

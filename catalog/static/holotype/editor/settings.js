// What the panel lets people say about a field: which keyword, where it stands, for which kinds.
import { at, isNumber, isObject, parse, typed } from "./json.js";
import { setKeyword } from "./edit.js";

const NUMBERS = ["number", "whole"];
const SINGLE = ["text", "number", "whole", "date", "moment", "yesno", "choice", "any"];

// `level`: "about" the field (the outermost layer that says it, unless that is shared), its "value"
// or its "list".
const SETTINGS = [
  { id: "description", level: "about", label: "Help", hint: "Shown below the label while data is entered.", widget: "area" },
  { id: "enum", level: "value", label: "Choices", hint: "One a line, in the order of the list.", widget: "choices", kinds: ["choice"] },
  { id: "const", level: "value", label: "The value", hint: "It is always this; forms fill it in.", widget: "fixed", kinds: ["fixed"] },
  { id: "x-unit", level: "value", label: "Unit", hint: "In UCUM: g, mm, d, wk, Cel, mV, 1/s. Other units of the same kind are found too.", widget: "text", list: "units", kinds: NUMBERS },
  { id: "x-vocabulary", level: "value", label: "Vocabulary", hint: "Only its terms may be entered.", widget: "vocabulary", kinds: ["text"] },
  { id: "minimum", level: "value", label: "Smallest", widget: "number", kinds: NUMBERS, half: true },
  { id: "maximum", level: "value", label: "Largest", widget: "number", kinds: NUMBERS, half: true },
  { id: "minLength", level: "value", label: "Shortest, in characters", widget: "count", kinds: ["text"], half: true },
  { id: "maxLength", level: "value", label: "Longest, in characters", widget: "count", kinds: ["text"], half: true },
  { id: "pattern", level: "value", label: "Pattern", hint: "A regular expression, such as ^[A-Z]{2}[0-9]+$", widget: "text", kinds: ["text"], mono: true },
  { id: "minItems", level: "list", label: "Fewest entries", widget: "count", half: true },
  { id: "maxItems", level: "list", label: "Most entries", widget: "count", half: true },
  { id: "uniqueItems", level: "list", label: "No entry twice", widget: "flag", on: true, off: undefined },
  { id: "additionalProperties", level: "value", label: "Only these fields: anything else is refused", widget: "flag", on: false, off: undefined, kinds: ["group"] },
  { id: "examples", level: "value", label: "Example", hint: "Shown where nothing is entered yet.", widget: "example", kinds: SINGLE },
  { id: "x-searchable", level: "about", label: "Can be searched", widget: "flag", on: undefined, off: false, roles: ["field"] },
  { id: "x-property", level: "about", label: "Property of the catalogue", hint: "Fields of several schemas with the same property are searched together. Empty: a property of its own.", widget: "text", list: "properties", kinds: SINGLE, roles: ["field"] },
];

export const settingsOf = (node, shape) =>
  SETTINGS.filter(({ level, kinds, roles }) =>
    (level !== "list" || shape.list) &&
    (!kinds || kinds.includes(shape.kind)) &&
    (!roles || roles.includes(node.role)));

const placeOf = (document, shape, { id, level }) => {
  if (level === "list") return shape.list;
  if (level === "value") {
    // A unit may stand beside a `$ref` or a list as well as in the value itself.
    const said = shape.layers.find((path) => at(document, path)?.[id] !== undefined && path !== shape.list);
    return said ?? shape.core;
  }
  const own = shape.layers.slice(0, shape.layers.indexOf(shape.own) + 1);
  return own.find((path) => at(document, path)?.[id] !== undefined) ?? shape.path;
};

export const read = (document, shape, setting) => {
  const said = shape.layers.map((path) => at(document, path)?.[setting.id]).find((value) => value !== undefined);
  return setting.level === "list" ? at(document, shape.list)?.[setting.id] : said;
};

export const write = (document, shape, setting, value) =>
  setKeyword(document, placeOf(document, shape, setting), setting.id, value);

// From what is typed to a value, and back. Lines that stay keep their type: 1 stays a number.
export const choicesOf = (text, before) => {
  const known = new Map((before ?? []).map((value) => [typed(value), value]));
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return [...new Set(lines)].map((line) => (known.has(line) ? known.get(line) : line));
};

export const numberOf = (text) => {
  const number = text.trim().replace(",", ".");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)) return undefined;
  try {
    return parse(number);
  } catch {
    return Number(number);
  }
};

export const exampleOf = (text, kind) => {
  if (!text.trim()) return undefined;
  if (NUMBERS.includes(kind)) return numberOf(text) ?? text;
  if (kind === "yesno") return /^(yes|true)$/i.test(text.trim());
  return text;
};

// Keywords of the field that the panel does not show: [path, keyword].
export const unshown = (document, node, shape) => {
  const shown = new Set(settingsOf(node, shape).map(({ id }) => id));
  for (const word of ["title", "type", "items", "properties", "required", "$ref", "$schema", "$defs", "definitions"]) shown.add(word);
  if (shape.kind === "date" || shape.kind === "moment") shown.add("format");
  if (shape.kind === "shapes" || shape.nullable) shown.add("oneOf").add("anyOf");
  if (shape.layers.some((path) => path.at(-2) === "allOf")) shown.add("allOf");
  return shape.layers.flatMap((path) => {
    const schema = at(document, path);
    if (!isObject(schema)) return [];
    return Object.keys(schema).filter((word) => !shown.has(word) || isMore(schema, word)).map((word) => [path, word]);
  });
};

// A shown keyword that says more than the panel can: a schema for further fields, several examples.
const isMore = (schema, word) =>
  (word === "additionalProperties" && isObject(schema[word])) ||
  (word === "examples" && schema[word].length > 1) ||
  (["minimum", "maximum"].includes(word) && !isNumber(schema[word]));

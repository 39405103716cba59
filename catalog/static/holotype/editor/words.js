// What kinds of fields are called, for people who do not write JSON.
import { at, isObject, typed } from "./json.js";
import { childrenOf, shapeAt, unionOf } from "./shape.js";

export const KINDS = {
  text: "Text",
  number: "Number",
  whole: "Whole number",
  date: "Date",
  moment: "Date and time",
  yesno: "Yes or no",
  choice: "Choice list",
  group: "Group of fields",
  shapes: "One of several shapes",
  any: "Anything",
};
const RARE = {
  fixed: "One fixed value",
  list: "List",
  external: "Another schema",
  other: "Something that only the JSON can say",
};
const MANY = { group: "groups", text: "texts", number: "numbers", whole: "whole numbers", date: "dates",
  moment: "dates and times", yesno: "yes or no", choice: "choices", list: "lists" };

export const kindWords = (kind) => KINDS[kind] ?? RARE[kind];

export const labelOf = (document, node) => {
  const { layers } = shapeAt(document, node.path);
  const title = layers.map((path) => at(document, path)?.title).find((text) => typeof text === "string" && text);
  return title ?? node.name;
};

// "List of groups", "Number, in g", "Choice of 3"
export const summaryOf = (document, shape) => {
  const core = at(document, shape.core);
  const said = (word) => shape.layers.map((path) => at(document, path)?.[word]).find(Boolean);
  const words = [shape.list ? `List of ${MANY[shape.kind] ?? "values"}` : kindWords(shape.kind)];
  if (said("x-unit")) words.push(`in ${said("x-unit")}`);
  if (said("x-vocabulary")) words.push(`terms of ${said("x-vocabulary")}`);
  if (!shape.list && Array.isArray(core?.enum)) words[0] = `Choice of ${core.enum.length}`;
  if (shape.kind === "fixed") words[0] = `Always ${typed(core.const)}`;
  if (unionOf(core) && shape.kind === "shapes") words[0] = `${shape.list ? "List, each one" : "One"} of ${core[unionOf(core)].length} shapes`;
  return words.join(", ");
};

export const countOf = (document, node) => {
  const schema = at(document, shapeAt(document, node.path).core);
  return isObject(schema) ? childrenOf(document, node).length : 0;
};

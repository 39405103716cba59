// Reading a schema as a tree of fields. Pure functions of the document; nothing is changed here.
//
// A field may be written in layers: `anyOf` with null around a list around a `$ref`. A shape is
// what the layers say together, and where each of them stands.
import { at, isObject, pathOf, pointerOf } from "./json.js";

const MOST_LAYERS = 50;
const UNIONS = ["oneOf", "anyOf"];

// The one alternative beside null, if that is all that a union offers.
const besideNull = (schema) => {
  for (const union of UNIONS) {
    const parts = schema[union];
    if (!Array.isArray(parts) || parts.length < 2) continue;
    const others = parts.flatMap((part, index) => (part?.type === "null" ? [] : [index]));
    if (others.length === 1) return [union, others[0]];
  }
  return null;
};

const typesOf = (schema) => [schema.type].flat().filter((type) => type !== undefined && type !== "null");
const isList = (schema) => {
  const types = typesOf(schema);
  return types.length === 1 ? types[0] === "array" : types.length === 0 && isObject(schema.items);
};

const targetOf = (document, reference) => {
  if (reference === "#") return [];
  if (typeof reference !== "string" || !reference.startsWith("#/")) return null;
  const path = pathOf(decodeURIComponent(reference.slice(1)));
  return at(document, path) === undefined ? null : path;
};

// { path, layers, list, own, core, shared, external, nullable, kind }, all places as paths:
// `layers` from the outermost in; `list` of the array, if it is one; `core` of a single value;
// `own` of the innermost layer that is this field's alone, not a shared definition's.
export const shapeAt = (document, path) => {
  const shape = {
    path, layers: [path], list: null, own: path, core: path,
    shared: "", external: "", nullable: false, kind: "any",
  };
  for (let step = 0; step < MOST_LAYERS; step += 1) {
    const schema = at(document, shape.core);
    if (!isObject(schema)) break;
    const next = layerBelow(document, schema, shape);
    if (!next) break;
    shape.core = next;
    shape.layers.push(next);
    if (!shape.shared) shape.own = next;
  }
  const core = at(document, shape.core);
  shape.kind = shape.external ? "external" : kindOf(core);
  const outermost = at(document, shape.list ?? shape.core);
  shape.nullable ||= Array.isArray(outermost?.type) && outermost.type.includes("null");
  return shape;
};

const layerBelow = (document, schema, shape) => {
  const { core } = shape;
  if (schema.$ref !== undefined) {
    const target = targetOf(document, schema.$ref);
    if (!target) shape.external = String(schema.$ref);
    else shape.shared ||= String(target.at(-1) ?? "this schema");
    return target;
  }
  if (Array.isArray(schema.allOf) && schema.allOf.length === 1 && !typesOf(schema).length) {
    return [...core, "allOf", 0];
  }
  const alternative = besideNull(schema);
  if (alternative) {
    shape.nullable ||= !shape.list;
    return [...core, ...alternative];
  }
  if (isList(schema) && !shape.list && !Array.isArray(schema.items)) {
    shape.list = core;
    return [...core, "items"];
  }
  return null;
};

const FORMATS = { date: "date", "date-time": "moment" };
const KINDS = { string: "text", number: "number", integer: "whole", boolean: "yesno", object: "group", array: "list" };

export const kindOf = (schema) => {
  if (schema === undefined || schema === true) return "any";
  if (!isObject(schema)) return "other";
  if (schema.const !== undefined) return "fixed";
  if (Array.isArray(schema.enum)) return "choice";
  if (UNIONS.some((union) => Array.isArray(schema[union]))) return "shapes";
  const types = typesOf(schema);
  if (types.length > 1) return "other";
  if (types.length === 1) return (types[0] === "string" && FORMATS[schema.format]) || KINDS[types[0]] || "other";
  if (isObject(schema.properties)) return "group";
  return isObject(schema.items) ? "list" : "any";
};

export const unionOf = (schema) => UNIONS.find((union) => Array.isArray(schema?.[union]));

// A node of the tree. `trail` names it whatever the document looks like meanwhile; `holder` is the
// path of the object whose `properties` (or union) it stands in.
export const ROOT = { trail: "", path: [], role: "root", name: "", holder: null };

export const childrenOf = (document, node) => {
  const { core, kind } = shapeAt(document, node.path);
  const schema = at(document, core);
  const below = (part, more) => ({ trail: node.trail + pointerOf([part]), holder: core, ...more });
  if (kind === "list") return [below("*", { path: [...core, "items"], role: "entry", name: "Each entry" })];
  if (kind === "shapes") {
    const union = unionOf(schema);
    return schema[union].map((_, index) =>
      below(`|${index}`, { path: [...core, union, index], role: "branch", name: `Shape ${index + 1}`, index }));
  }
  const names = isObject(schema?.properties) ? Object.keys(schema.properties) : [];
  return names.map((name) =>
    below(name, { path: [...core, "properties", name], role: "field", name }));
};

// The node with this trail, or null. Trails of what is gone or renamed lead nowhere.
export const nodeOf = (document, trail) => {
  let node = ROOT;
  while (node && node.trail !== trail) {
    node = childrenOf(document, node).find(
      (child) => trail === child.trail || trail.startsWith(`${child.trail}/`)) ?? null;
  }
  return node;
};

// The nodes from the root down to the place in the document, as far as the tree shows it.
export const nodesTo = (document, path) => {
  const leads = (place) => place.every((key, index) => String(key) === String(path[index]));
  const nodes = [ROOT];
  for (let node = ROOT; node;) {
    const here = node.path.length;
    node = childrenOf(document, node).find((child) => child.path.length > here && leads(child.path));
    if (node) nodes.push(node);
  }
  return nodes;
};

export const isRequired = (document, node) =>
  node.role === "field" && [at(document, [...node.holder, "required"])].flat().includes(node.name);

// How many places refer to the definition at `path`.
export const usesOf = (document, path) => {
  const reference = `#${pointerOf(path)}`;
  let uses = 0;
  const look = (value) => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value)) {
      if (value.$ref === reference) uses += 1;
      Object.values(value).forEach(look);
    }
  };
  look(document);
  return uses;
};

// JSON as text, as values and by place. Numbers come out as they went in: 1.0 stays 1.0, and no digit
// of a long one is lost, where the browser knows JSON.rawJSON (all current ones do).
const verbatim = (key, value, context) =>
  typeof value === "number" && JSON.rawJSON && context?.source !== undefined && String(value) !== context.source
    ? JSON.rawJSON(context.source)
    : value;

export const parse = (text) => JSON.parse(text, verbatim);
export const print = (value) => JSON.stringify(value, null, 2);
export const copy = (value) => parse(JSON.stringify(value));

const isRaw = (value) => Boolean(JSON.isRawJSON?.(value));
export const isNumber = (value) => typeof value === "number" || isRaw(value);
export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isRaw(value);
// A value as somebody would type it.
export const typed = (value) =>
  isRaw(value) ? value.rawJSON : typeof value === "string" ? value : JSON.stringify(value);

// A path is the list of keys that a JSON Pointer spells.
export const at = (value, path) => {
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
};

// `__proto__` is a name like any other.
export const put = (object, key, value) => {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
};

export const pointerOf = (path) =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

export const pathOf = (pointer) =>
  pointer.split("/").slice(1).map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));

// The line (from 1) of `print(document)` on which the value at `path` begins.
export const lineOf = (document, path) => {
  for (let end = path.length; end > 0; end -= 1) {
    const holder = at(document, path.slice(0, end - 1));
    const key = path[end - 1];
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) continue;
    const mark = `here-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
    const value = holder[key];
    put(holder, key, mark);
    const line = print(document).split(mark)[0].split("\n").length;
    put(holder, key, value);
    return line;
  }
  return 1;
};

// The draft: one document with two faces, the tree and the text of the JSON. The text is written
// anew only when somebody needs it, since one of a megabyte is not for nothing.
import { historyOf } from "./history.js";
import { isObject, parse, print } from "./json.js";

// `area` is the textarea that the form sends; `whenChanged` is told of every change.
export const draftOf = (area, whenChanged) => {
  const history = historyOf();
  let document = {};
  let isStale = false;
  const text = () => {
    if (isStale) area.value = print(document);
    isStale = false;
    return area.value;
  };
  // What keeps the text from being a schema, or "" once it is taken.
  const take = () => {
    try {
      const given = parse(area.value);
      if (!isObject(given)) return "A schema is an object: {…}. The tree waits for it.";
      document = given;
      isStale = false;
      return "";
    } catch (error) {
      return `The JSON is not complete, so the tree waits: ${error.message}.`;
    }
  };
  return {
    get document() { return document; },
    get canUndo() { return !history.isEmpty; },
    text,
    take,
    replace: (given) => {
      area.value = given;
      return take();
    },
    // `key` names what is typed into, so that a word is undone and not a letter.
    change: (key, selected, make) => {
      history.note(key && `${selected} ${key}`, { text: text(), selected });
      const made = make(document);
      isStale = true;
      whenChanged();
      return made;
    },
    pause: history.pause,
    // What was selected then; undefined where there is nothing to undo.
    undo: () => {
      const state = history.back();
      if (!state) return undefined;
      area.value = state.text;
      take();
      whenChanged();
      return state.selected;
    },
  };
};

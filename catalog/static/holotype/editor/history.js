// Undo: the document as it was before each change, as far back as a few megabytes go.
const MOST = 100;
const LARGEST = 16_000_000;

export const historyOf = () => {
  let states = [];
  let lastKey = "";
  const size = () => states.reduce((sum, state) => sum + state.text.length, 0);
  return {
    // Typing in one input (the same key again) is one change.
    note: (key, state) => {
      if (key && key === lastKey) return;
      lastKey = key;
      states.push(state);
      while (states.length > MOST || (states.length > 1 && size() > LARGEST)) states.shift();
    },
    pause: () => { lastKey = ""; },
    back: () => { lastKey = ""; return states.pop(); },
    get isEmpty() { return states.length === 0; },
  };
};

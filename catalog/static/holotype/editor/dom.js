// Elements without markup in strings: what is typed is never read as HTML.
export const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

export const say = (text) => window.holotype?.announce(text);

// Acts once, some time after the last call. `cancel` forgets a call that waits, and says whether one did.
export const later = (milliseconds, act) => {
  let timer = 0;
  const cancel = () => {
    const waits = timer !== 0;
    window.clearTimeout(timer);
    timer = 0;
    return waits;
  };
  const soon = (...given) => {
    cancel();
    timer = window.setTimeout(() => {
      timer = 0;
      act(...given);
    }, milliseconds);
  };
  return Object.assign(soon, { cancel });
};

// Panels side by side as tabs, as the ARIA Authoring Practices describe them: arrows go from tab to tab.
// Without this, the panels that need no script simply follow each other.
import { h } from "./dom.js";

// `whenShown(name)` is called each time a panel comes up.
export const tabsOf = (bar, panels, whenShown) => {
  const tabs = panels.map((panel) => h("button", {
    type: "button", role: "tab", class: "tab", id: `${panel.id}-tab`, "aria-controls": panel.id,
    onclick: () => show(panel.dataset.panel),
  }, panel.dataset.words));
  panels.forEach((panel, index) => {
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tabs[index].id);
  });
  bar.setAttribute("role", "tablist");
  bar.replaceChildren(...tabs);
  bar.addEventListener("keydown", (event) => {
    const place = tabs.indexOf(event.target);
    const to = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: -1 }[event.key];
    if (place < 0 || to === undefined) return;
    event.preventDefault();
    tabs.at(to % tabs.length).focus();
    tabs.at(to % tabs.length).click();
  });
  const show = (name) => {
    panels.forEach((panel, index) => {
      const isShown = panel.dataset.panel === name;
      panel.hidden = !isShown;
      tabs[index].setAttribute("aria-selected", String(isShown));
      tabs[index].tabIndex = isShown ? 0 : -1;
    });
    whenShown(name);
  };
  return show;
};

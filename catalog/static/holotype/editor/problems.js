// What the server found wrong, at the fields that it is about.
import { h } from "./dom.js";
import { pathOf } from "./json.js";
import { nodesTo, ROOT } from "./shape.js";

// In a piece of a page: [{ path, detail }].
export const foundIn = (place) =>
  [...place.querySelectorAll("[data-pointer^='/content']")].map((link) => ({
    path: pathOf(link.dataset.pointer.replace(/^\/content/, "")),
    detail: link.textContent,
  }));

// Trail → the problems of that field. What the tree does not show has none in it.
export const byTrail = (document, found) => {
  const trails = new Map();
  for (const problem of found) {
    const node = nodesTo(document, problem.path).at(-1);
    if (node === ROOT && problem.path.length > 1) continue;
    trails.set(node.trail, [...(trails.get(node.trail) ?? []), problem]);
  }
  return trails;
};

// Each problem above the input of its keyword, else below the heading of the panel.
export const markProblems = (panel, problems) => {
  for (const old of panel.querySelectorAll("[data-found]")) old.remove();
  for (const input of panel.querySelectorAll("[data-described]")) {
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", input.dataset.described);
    delete input.dataset.described;
  }
  problems.forEach(({ path, detail }, index) => {
    const said = h("p", { class: "problem", id: `found-${index}`, "data-found": true }, detail);
    const input = panel.querySelector(`#field-${CSS.escape(path.at(-1) ?? "")}`);
    if (!input) {
      panel.querySelector("h2").after(said);
      return;
    }
    const described = input.getAttribute("aria-describedby") ?? "";
    input.before(said);
    input.dataset.described = described;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${described} ${said.id}`.trim());
  });
};

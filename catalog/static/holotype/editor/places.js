// Going to a place of the document: its field in the tree, or its line in the JSON.
import { lineOf, pathOf } from "./json.js";

export const placesOf = (area, draft, view, showTab) => {
  const scrollTo = (path) => {
    const line = lineOf(draft.document, path);
    const before = area.value.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    area.setSelectionRange(before, area.value.indexOf("\n", before));
    area.scrollTop = Math.max(0, (line - 5) * (parseFloat(getComputedStyle(area).lineHeight) || 20));
  };
  const showJson = (path) => {
    showTab("json");
    area.closest("details")?.setAttribute("open", "");
    scrollTo(path);
    area.focus();
  };
  return {
    scrollTo,
    showJson,
    // `pointer` as the server says it: /content/properties/age/x-unit, or the id of an input: /name.
    goTo: (pointer) => {
      if (!pointer.startsWith("/content")) {
        document.getElementById(pointer.slice(1))?.focus();
        return;
      }
      const path = pathOf(pointer.replace(/^\/content/, ""));
      if (!view.reveal(path)) {
        showJson(path);
        return;
      }
      showTab("field");
      (document.getElementById(`field-${path.at(-1)}`) ?? document.getElementById("field-heading")).focus();
    },
  };
};

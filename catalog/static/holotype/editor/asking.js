// What the tabs show of the draft as it stands, asked of the server.
import { askerOf } from "./ask.js";
import { previewOf } from "./preview.js";
import { foundIn } from "./problems.js";

// A longer draft is judged when its JSON is looked at, and not at every word.
const LONG = 200_000;

export const askingOf = (form, part, draft, view) => {
  const ask = askerOf(form);
  const now = () => ({
    content: draft.text(),
    version: form.elements.namedItem("version").value,
    name: form.dataset.name || form.elements.namedItem("name").value,
  });
  const drawForm = previewOf(part("form"), document.getElementById("preview-form"),
    (place, sent) => ask("form", place, { ...sent, ...now() }));
  const judge = async () => {
    if (await ask("problems", part("problems"), now())) view.takeProblems(foundIn(part("problems")));
  };
  return {
    // What is wrong is about to be asked anew.
    expect: () => { part("problems").dataset.stale = ""; },
    sample: () => ask("sample", part("sample"), { ...now(), sample: part("record").value }),
    // What the open tab says, and what is wrong.
    again: (tab) => {
      delete part("problems").dataset.stale;
      if (!part("complaint").hidden) return;
      if (tab === "form") drawForm();
      if (tab === "advice") ask("advice", part("advice"), now());
      if (tab === "json" || draft.text().length < LONG) judge();
    },
  };
};

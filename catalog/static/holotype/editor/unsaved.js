// What was typed and not saved: kept while it is typed, back when the page comes back.
import { h, later } from "./dom.js";
import { keeperOf } from "./keep.js";

// `page`: { form, draft, named(name), notify(words, ...buttons), taken() }.
export const unsavedOf = ({ form, draft, named, notify, taken }) => {
  const keeper = keeperOf(form.dataset.draft);
  const saved = { text: draft.text(), version: named("version").value };
  let isDirty = false;

  const keep = () => {
    const kept = keeper.save({
      text: draft.text(), name: named("name")?.value ?? "", version: named("version").value, etag: named("if_match").value,
    });
    if (!kept) notify("This browser has no room to keep unsaved changes: save the draft soon.");
  };
  const keepSoon = later(300, keep);

  const take = (entry) => {
    if (named("name") && entry.name) named("name").value = entry.name;
    named("version").value = entry.version;
    draft.replace(entry.text);
    isDirty = true;
    taken();
  };

  const button = (words, onclick) => h("button", { type: "button", class: "link-button", onclick }, words);
  const clock = ({ at }) => new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const differs = (entry) => entry && (entry.text !== saved.text || entry.version !== saved.version);

  const bringBack = (own) => {
    take(own);
    const since = own.etag === named("if_match").value ? "it is not saved yet. "
      : "the draft was saved by somebody since, so look at what is saved before you save yours. ";
    notify(`What you typed here until ${clock(own)} is back; ${since}`, button("Show what is saved instead", () => {
      keeper.forget();
      isDirty = false;
      window.location.reload();
    }));
  };
  const offer = (whose, entry) => notify(`${whose} has changes of ${clock(entry)} that are not saved. `,
    button("Bring them here", () => { take(entry); keep(); notify(""); }), " or ",
    button("discard them", () => { keeper.drop(entry); notify(""); }));

  form.addEventListener("submit", () => { keep(); isDirty = false; });
  window.addEventListener("pagehide", () => { if (isDirty) keep(); });
  keeper.whenElsewhere(() => notify("Another tab of this browser is changing the same draft. Whichever is saved second is told so, and loses nothing."));

  return {
    changed: () => { isDirty = true; keepSoon(); },
    // What the server sent back stays: a refused draft, or fields made of a table.
    restore: () => {
      const own = keeper.own();
      const other = keeper.others().find(differs);
      if ("sent" in form.dataset) {
        if (differs(own)) offer("This page, as it was before,", own);
      } else if (differs(own)) bringBack(own);
      else {
        keeper.forget();
        if (other) offer("Another tab", other);
      }
    },
  };
};

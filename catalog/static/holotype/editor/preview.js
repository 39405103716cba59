// The form that data enterers would get, alive: its buttons work, nothing in it is kept. It stands
// inside the draft's form and belongs to one of its own, so that saving the draft does not send it.
import { startCompletions } from "../completion.js";

// `ask(place, sent)` fills the place with the form anew, and says whether it did.
export const previewOf = (place, form, ask) => {
  const draw = async (submitter) => {
    const sent = Object.fromEntries(submitter ? new FormData(form, submitter) : new FormData(form));
    if (!(await ask(place, sent))) return;
    for (const each of place.querySelectorAll("input, select, textarea, button")) each.setAttribute("form", form.id);
    startCompletions(place);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    draw(event.submitter);
  });
  return draw;
};

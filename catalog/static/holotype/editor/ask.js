// Asking the server about the draft as it stands. Answers are pieces of a page, made by our own
// templates; they are parsed apart from this page and moved in.
import { h } from "./dom.js";

const SIGNED_OUT = "You are signed out. What you typed is kept here: sign in in another tab, then go on.";
const NO_ANSWER = "The server did not answer. What you typed is kept here; try again in a moment.";

// Shows the answer in `place`. One that comes late, after another was asked, is dropped: false.
export const askerOf = (form) => {
  const last = new Map();
  return async (ask, place, more) => {
    const turn = (last.get(ask) ?? 0) + 1;
    last.set(ask, turn);
    place.setAttribute("aria-busy", "true");
    const answer = await fetched(form, { ask, ...more });
    if (last.get(ask) !== turn) return false;
    place.replaceChildren(...answer);
    place.removeAttribute("aria-busy");
    return true;
  };
};

const fetched = async (form, fields) => {
  const body = new FormData();
  const token = form.elements.namedItem("csrfmiddlewaretoken").value;
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  try {
    const response = await fetch(form.dataset.assist, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (response.redirected) return [told(SIGNED_OUT)];
    if (!response.ok) return [told(NO_ANSWER)];
    return [...new DOMParser().parseFromString(await response.text(), "text/html").body.childNodes];
  } catch {
    return [told(NO_ANSWER)];
  }
};

const told = (text) => h("p", { class: "notice notice--warning", role: "alert" }, text);

// Data-entry forms: buttons change the form in place, what is typed is kept in this browser, and a
// session that ended takes nothing along. Without this every button is a round trip of the page.
import { startCompletions } from "./completion.js";

const form = document.querySelector("form[data-entry]");
const key = `kept:${form.dataset.entry}`;
const offer = document.querySelector("[data-entry-offer]");
const ended = document.querySelector("[data-entry-ended]");
const note = document.querySelector("[data-entry-kept]");
const store = (() => { try { return window.localStorage; } catch { return null; } })();
for (const gone of document.querySelectorAll("[data-forget]")) {
  try { window.sessionStorage.removeItem(`kept:${gone.dataset.forget}`); } catch { /* none kept */ }
}
const unkept = new Set(["csrfmiddlewaretoken", "if_match", "find", "copy"]);
const announce = (text) => window.holotype?.announce(text);
let dirty = false;
let running = false;

// A group, a list or an entry gives the focus to its first input, else to its first button.
const focusOn = (element) => {
  if (!element) return;
  const target = element.matches("input, select, textarea, button, [role=alert]") ? element
    : element.querySelector("input, select, textarea") || element.querySelector("button");
  (target || element).focus();
  element.scrollIntoView({ block: "center" });
};

// What is typed, kept after each change, and gone once the server has taken it.
const fields = () => [...new FormData(form)].filter(([name, value]) =>
  typeof value === "string" && !unkept.has(name));
const first = JSON.stringify(fields());
const keep = () => {
  dirty = true;
  try {
    store?.setItem(key, JSON.stringify(fields()));
    if (note) note.textContent = "Kept in this browser until you save";
  } catch {
    if (note) note.textContent = "Too large to keep in this browser: save soon";
  }
};

// Who is signed in now: gives a fresh token, or null where nobody is. A page of the site is read,
// as signing in again in another tab changes the token.
const freshToken = async () => {
  const answer = await fetch(form.dataset.alive, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? null;
};
const tell = (why, again) => {
  ended.querySelector("[data-entry-why]").textContent = why;
  ended.querySelector("a").hidden = why.startsWith("The server");
  ended.hidden = false;
  ended.focus();
  ended.scrollIntoView({ block: "center" });
  ended.querySelector("[data-continue]").onclick = () => { ended.hidden = true; again(); };
};
const whileSignedIn = async (work) => {
  const again = () => whileSignedIn(work);
  try {
    const token = await freshToken();
    if (token === null) {
      tell("Your session has ended. What you typed is kept.", again);
      return;
    }
    form.elements.namedItem("csrfmiddlewaretoken").value = token;
    await work();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    tell("The server does not answer. What you typed is kept.", again);
  }
};

// A button of the form: its answer takes the place of the form. False where no form came back, as
// the session has ended or the token is another one by now.
const send = async (body) => {
  const entry = document.getElementById("entry");
  entry.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(window.location.href, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("entry")) return false;
    swap(page);
    return true;
  } finally {
    entry.removeAttribute("aria-busy");
  }
};
const swap = (page) => {
  const active = document.activeElement?.id;
  for (const id of ["entry-head", "entry"]) {
    document.getElementById(id).replaceWith(document.importNode(page.getElementById(id), true));
  }
  const said = page.querySelector(".notices");
  document.querySelector("main > .notices")?.remove();
  if (said) document.getElementById("main").prepend(document.importNode(said, true));
  prepare();
  if (dirty || isTouched()) keep();
  const entry = document.getElementById("entry");
  const summary = document.querySelector("[data-problem-summary]");
  focusOn(document.getElementById(entry.dataset.focus) || summary || document.getElementById(active)
    || entry.querySelector(".entry__body"));
  const words = said?.textContent.trim() || entry.querySelector("[role=status]")?.textContent.trim();
  if (words) announce(words);
};
// Whether the server has taken in an edit; merely opening an entry is none.
const isTouched = () => {
  const { touched } = JSON.parse(form.elements.namedItem("state").value);
  return Boolean(touched?.length);
};
const prepare = () => {
  for (const button of form.querySelectorAll("[data-no-script]")) button.hidden = true;
  startCompletions(form);
};

// `filled` makes the body anew, with the token of that moment.
const sendOrSignIn = async (filled) => {
  if (running) return;
  running = true;
  try {
    if (await send(filled())) return;
    await whileSignedIn(async () => {
      if (await send(filled())) return;
      tell("The server refused this. What you typed is kept.", () => sendOrSignIn(filled));
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    tell("The server does not answer. What you typed is kept.", () => sendOrSignIn(filled));
  } finally {
    running = false;
  }
};
const press = (value) => sendOrSignIn(() => {
  const body = new FormData(form);
  body.set("do", value);
  return body;
});
form.addEventListener("submit", (event) => {
  const button = event.submitter;
  event.preventDefault();
  if (button?.name === "do") {
    press(button.value);
    return;
  }
  whileSignedIn(() => {
    dirty = false;
    if (button?.name) {
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: button.name, value: button.value });
      form.append(hidden);
    }
    form.submit();
  });
});
form.addEventListener("change", (event) => {
  if (event.target.matches("[data-entry-switch]")) press("refresh");
});
// Enter does what the button beside an input does; in a list of single values it adds the next.
const beside = (input) => {
  const { name = "" } = input;
  if (name === "find" || name === "copy") return name;
  if (name.startsWith("key:")) return `name:${name.slice(4)}`;
  const list = input.matches(".entry__entry--plain input") && input.closest(".entry__list");
  return list ? document.getElementById(`${list.id}-add`)?.value : "";
};
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.defaultPrevented) return;
  const button = beside(event.target);
  if (button) {
    event.preventDefault();
    press(button);
  }
});
form.addEventListener("input", (event) => {
  if (!unkept.has(event.target.name)) keep();
});
form.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-field], .rail a");
  if (!link) return;
  event.preventDefault();
  focusOn(document.getElementById(decodeURIComponent(link.hash.slice(1)))
    || document.getElementById(link.hash.slice(1)));
});
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

// What was kept the last time: the server puts it into the form, as it knows what to draw of it.
const restore = (kept) => sendOrSignIn(() => {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "if_match"]) {
    body.set(name, form.elements.namedItem(name).value);
  }
  for (const [name, value] of JSON.parse(kept)) body.append(name, value);
  body.set("do", "refresh");
  return body;
});
const kept = store?.getItem(key);
const summary = document.querySelector("[data-problem-summary]");
if (kept && !summary && kept !== first) {
  offer.hidden = false;
  offer.querySelector("[data-restore]").addEventListener("click", async () => {
    await restore(kept);
    offer.hidden = true;
    announce("What you typed is back");
  });
  offer.querySelector("[data-discard]").addEventListener("click", () => {
    store.removeItem(key);
    offer.hidden = true;
  });
}
prepare();
summary?.focus();
if (summary) dirty = true;
// What was typed before this ran, on a slow line, is kept like what comes after. An input of a kind
// shows its default in that kind's way (a text without line breaks).
const isTyped = (input) => {
  const fresh = document.createElement(input.localName);
  if (fresh.localName === "input") fresh.type = input.type;
  fresh.value = input.defaultValue;
  return fresh.value !== input.value && !unkept.has(input.name);
};
if ([...form.querySelectorAll("input:not([type=file]), textarea")].some(isTyped)) keep();

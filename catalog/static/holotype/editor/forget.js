// On the page that follows a saved draft: what this tab kept of it is not needed any more.
import { keeperOf } from "./keep.js";

for (const gone of document.querySelectorAll("[data-forget-draft]")) {
  keeperOf(gone.dataset.forgetDraft).forget();
}

// "Find in this table": hides rows that do not contain what was typed.
(() => {
  "use strict";
  for (const input of document.querySelectorAll("[data-filter-rows]")) {
    const body = document.querySelector(`#${input.dataset.filterRows} tbody`);
    if (!body) continue;
    input.closest("[hidden]")?.removeAttribute("hidden");
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      let shown = 0;
      for (const row of body.rows) {
        row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
        shown += row.hidden ? 0 : 1;
      }
      window.holotype?.announce(`${shown} rows`);
    });
  }
})();

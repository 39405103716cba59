// The search page's smaller helps: the list of properties in "Add filter", and selected rows.
(() => {
  "use strict";
  const properties = async (input) => {
    const query = new URLSearchParams(new FormData(input.form));
    const answer = await fetch(`${input.form.action}?${query}`, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...page.querySelectorAll("#choices > li")].slice(0, 30).map((row) => ({
      text: row.querySelector("a").textContent.trim(),
      detail: row.querySelector("[data-detail]").textContent.trim(),
      name: row.dataset.name,
      address: row.dataset.address,
    }));
  };
  const add = (item) => window.holotype.openSearch(item.address, `f-${item.name}-gte`);

  const count = () => {
    const picks = [...document.querySelectorAll("#picks .pick")];
    const picked = picks.filter((each) => each.checked).length;
    const told = document.getElementById("picked-count");
    const all = document.getElementById("pick-page");
    if (!told || !all) return;
    all.checked = picked > 0 && picked === picks.length;
    all.indeterminate = picked > 0 && picked < picks.length;
    told.textContent = picked ? `${picked} on this page selected` : "";
  };
  document.addEventListener("change", (event) => {
    if (event.target.id === "pick-page") {
      for (const each of document.querySelectorAll("#picks .pick")) {
        each.checked = event.target.checked;
      }
    }
    if (event.target.closest("#picks")) count();
  });

  const enhance = () => {
    for (const input of document.querySelectorAll("[data-picker]")) {
      const list = window.holotype.combobox(input, { source: properties, choose: add, first: true });
      if (list) input.addEventListener("focus", list.ask);
    }
    document.querySelector("[data-pick-page]")?.removeAttribute("hidden");
    count();
  };
  enhance();
  document.addEventListener("holotype:swapped", enhance);
})();

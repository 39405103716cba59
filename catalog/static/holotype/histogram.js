// Histograms: drag over bars for a range, or arrow keys with Shift and then Enter. A single bar is
// a link and needs none of this.
(() => {
  "use strict";
  const bars = (box) => [...box.querySelectorAll("a[data-gte]")];

  const mark = (box, from, to) => {
    const [least, most] = [Math.min(from, to), Math.max(from, to)];
    const all = bars(box);
    all.forEach((bar, place) => {
      bar.toggleAttribute("data-marked", place >= least && place <= most);
    });
    box.querySelector("[data-span]").textContent =
      `${all[least].dataset.gte} – ${all[most].dataset.lt}`;
  };
  const unmark = (box) => {
    for (const bar of bars(box)) bar.removeAttribute("data-marked");
    box.querySelector("[data-span]").textContent = "";
  };
  const take = (box, from, to) => {
    const all = bars(box);
    const [first, last] = [all[Math.min(from, to)], all[Math.max(from, to)]];
    const url = new URL(first.getAttribute("href"), window.location.href);
    url.searchParams.set(`${box.dataset.histogram}.lt`, last.dataset.lt);
    if (window.holotype.openSearch) window.holotype.openSearch(url.href);
    else window.location.assign(url.href);
  };
  const under = (box, event) => {
    const { left, width } = box.querySelector("svg").getBoundingClientRect();
    const count = bars(box).length;
    const place = Math.floor(((event.clientX - left) / width) * count);
    return Math.min(Math.max(place, 0), count - 1);
  };

  let drag = null; // {box, start, moved}
  document.addEventListener("pointerdown", (event) => {
    const box = event.target.closest?.("[data-histogram] svg")?.closest("[data-histogram]");
    drag = box && event.button === 0 ? { box, start: under(box, event), moved: false } : null;
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag?.box.isConnected) return;
    const here = under(drag.box, event);
    drag.moved ||= here !== drag.start;
    if (drag.moved) mark(drag.box, drag.start, here);
  });
  document.addEventListener("pointerup", (event) => {
    if (drag?.moved && drag.box.isConnected) take(drag.box, drag.start, under(drag.box, event));
  });
  document.addEventListener("pointercancel", () => {
    if (drag?.moved) unmark(drag.box);
    drag = null;
  });
  // The click that ends a drag opens no single bar; nor is a bar dragged away as a link.
  document.addEventListener("click", (event) => {
    if (drag?.moved && drag.box.contains(event.target)) {
      event.preventDefault();
      event.stopPropagation();
    }
    drag = null;
  }, true);
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("[data-histogram]")) event.preventDefault();
  });

  // One stop of the Tab key for all bars of a histogram.
  const keys = (box) => {
    const all = bars(box);
    let anchor = -1;
    const stop = (place) => all.forEach((bar, each) => {
      bar.setAttribute("tabindex", each === place ? "0" : "-1");
    });
    stop(Math.max(all.findIndex((bar) => bar.hasAttribute("aria-current")), 0));
    box.addEventListener("keydown", (event) => {
      const here = all.indexOf(event.target.closest("a"));
      const steps = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: all.length - 1 };
      if (here >= 0 && event.key in steps) {
        event.preventDefault();
        const next = Math.min(Math.max(steps[event.key], 0), all.length - 1);
        if (!event.shiftKey) anchor = -1;
        else if (anchor < 0) anchor = here;
        stop(next);
        all[next].focus();
        if (anchor < 0) unmark(box);
        else mark(box, anchor, next);
      } else if (event.key === "Enter" && anchor >= 0 && anchor !== here) {
        event.preventDefault();
        take(box, anchor, here);
      } else if (event.key === "Escape" && anchor >= 0) {
        anchor = -1;
        unmark(box);
      }
    });
  };

  const enhance = () => {
    for (const box of document.querySelectorAll("[data-histogram]:not([data-ready])")) {
      box.dataset.ready = "";
      keys(box);
    }
  };
  enhance();
  document.addEventListener("holotype:swapped", enhance);
})();

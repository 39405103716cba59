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

  const pointing = (box) => {
    let start = -1;
    let dragged = false;
    const svg = box.querySelector("svg");
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      start = under(box, event);
      dragged = false;
    });
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("click", (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.stopPropagation();
    }, true);
    const moved = (event) => {
      if (start < 0 || !box.isConnected) return;
      const here = under(box, event);
      dragged ||= here !== start;
      if (dragged) mark(box, start, here);
    };
    const ended = (event) => {
      if (start >= 0 && dragged && box.isConnected) take(box, start, under(box, event));
      start = -1;
    };
    document.addEventListener("pointermove", moved);
    document.addEventListener("pointerup", ended);
  };

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
      pointing(box);
      keys(box);
    }
  };
  enhance();
  document.addEventListener("holotype:swapped", enhance);
})();

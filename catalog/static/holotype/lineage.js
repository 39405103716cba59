// Draws the rows of the lineage table as a graph. The table is what the page says; this reads it.
(() => {
  "use strict";
  const box = document.getElementById("graph");
  const table = document.getElementById("lineage-table");
  if (!box || !table || !window.cytoscape) return;
  if (window.cytoscapeDagre && !window.holotypeDagre) {
    window.cytoscape.use(window.cytoscapeDagre);
    window.holotypeDagre = true;
  }

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const elements = () => {
    const rows = [...table.querySelectorAll("tbody tr[data-node]")];
    const nodes = rows.map((row) => ({
      data: {
        id: row.dataset.node,
        label: shortened(row.dataset.label),
        full: row.dataset.label,
        kind: row.dataset.kind,
        here: row.dataset.here !== undefined ? 1 : 0,
        href: row.dataset.href || "",
      },
    }));
    const known = new Set(rows.map((row) => row.dataset.node));
    const edges = rows.flatMap((row) =>
      (row.dataset.to || "").split(" ").filter((id) => known.has(id)).map((id) => ({
        data: { id: `${row.dataset.node}>${id}`, source: row.dataset.node, target: id },
      })));
    return [...nodes, ...edges];
  };
  // Two lines, then the middle is cut and the tail kept.
  const shortened = (text) => (text.length > 44 ? `${text.slice(0, 26)}…${text.slice(-15)}` : text);

  const style = () => [
    {
      selector: "node",
      style: {
        label: "data(label)", shape: "round-rectangle", width: 176, height: 52,
        "background-color": color("--bg"), "border-width": 1.5, "border-color": color("--edge"),
        color: color("--ink"), "font-size": 13, "font-family": "system-ui, sans-serif",
        "text-valign": "center", "text-halign": "center", "text-wrap": "wrap", "text-max-width": 160,
        "line-height": 1.25,
      },
    },
    {
      selector: "node[kind = 'computation'], node[kind = 'fold']",
      style: { "corner-radius": 23, "background-color": color("--sunken"), height: 46 },
    },
    { selector: "node[kind = 'restricted']", style: { "border-style": "dashed", "border-color": color("--restricted"), color: color("--restricted") } },
    { selector: "node[kind = 'reference']", style: { "border-style": "dotted", color: color("--muted") } },
    { selector: "node[here = 1]", style: { "border-width": 3, "border-color": color("--accent"), "font-weight": "bold" } },
    { selector: "node:selected", style: { "background-color": color("--accent-soft"), "border-color": color("--accent") } },
    {
      selector: "edge",
      style: {
        width: 1.5, "line-color": color("--edge"), "target-arrow-color": color("--edge"),
        "target-arrow-shape": "triangle", "arrow-scale": 0.9, "curve-style": "bezier",
      },
    },
  ];

  const layout = () => ({
    name: window.cytoscapeDagre ? "dagre" : "breadthfirst",
    rankDir: "LR", nodeSep: 16, rankSep: 44, fit: true, padding: 24, animate: false, directed: true,
  });

  // Shown before it is drawn: a drawing takes its size from its box.
  box.closest("[data-needs-script]")?.removeAttribute("hidden");
  // The library would write a <style> of one rule, which our policy forbids and our own style
  // sheet has; it does not where an element of this name stands.
  const sheet = document.createElement("meta");
  sheet.id = "__________cytoscape_stylesheet";
  document.head.append(sheet);
  const graph = window.cytoscape({
    container: box, elements: elements(), style: style(), layout: layout(),
    minZoom: 0.15, maxZoom: 2, boxSelectionEnabled: false,
    userZoomingEnabled: false,
  });
  graph.maxZoom(1.1);
  graph.fit(undefined, 24);
  graph.maxZoom(2);
  box.dataset.nodes = String(graph.nodes().length);
  box.dataset.edges = String(graph.edges().length);
  // Names stay legible: a graph too large for its box begins at where we are, and is moved.
  if (graph.zoom() < 0.72) {
    graph.zoom(0.85);
    graph.center(graph.$("node[here = 1]"));
  }

  const detail = document.getElementById("graph-detail");
  const show = (node) => {
    const row = [...table.querySelectorAll("tbody tr[data-node]")]
      .find((each) => each.dataset.node === node.id());
    detail.replaceChildren();
    const name = document.createElement("strong");
    name.textContent = node.data("full");
    detail.append(name, ` · ${row?.dataset.words || ""} `);
    if (node.data("href")) {
      const open = document.createElement("a");
      open.href = node.data("href");
      open.textContent = "Open";
      detail.append(open);
    }
  };
  graph.on("select", "node", (event) => show(event.target));
  graph.on("dbltap", "node", (event) => {
    if (event.target.data("href")) window.location.assign(event.target.data("href"));
  });

  const zoom = (factor) => graph.zoom({
    level: graph.zoom() * factor, renderedPosition: { x: box.clientWidth / 2, y: box.clientHeight / 2 },
  });
  const acts = {
    in: () => zoom(1.25), out: () => zoom(0.8), fit: () => graph.fit(undefined, 24),
  };
  for (const button of document.querySelectorAll("[data-graph]")) {
    button.addEventListener("click", acts[button.dataset.graph]);
  }
  // Arrow keys go from node to node, Enter opens; nothing needs a mouse.
  box.addEventListener("keydown", (event) => {
    const here = graph.$("node:selected")[0] || graph.$("node[here = 1]")[0] || graph.nodes()[0];
    if (!here) return;
    if (event.key === "Enter" && here.data("href")) {
      window.location.assign(here.data("href"));
      return;
    }
    const along = { ArrowLeft: "incomers", ArrowRight: "outgoers" }[event.key];
    const level = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!along && !level) return;
    event.preventDefault();
    let next = along ? here[along]("node")[0] : null;
    if (level) {
      const peers = graph.nodes()
        .filter((node) => Math.abs(node.position("x") - here.position("x")) < 20)
        .sort((one, other) => one.position("y") - other.position("y")).toArray();
      next = peers[peers.indexOf(peers.find((node) => node.id() === here.id())) + level];
    }
    if (next) {
      graph.nodes().unselect();
      next.select();
      graph.animate({ center: { eles: next }, duration: 0 });
      window.holotype?.announce(next.data("full"));
    }
  });
  document.addEventListener("themechange", () => graph.style(style()));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(style()));
  window.holotypeGraph = graph;
})();

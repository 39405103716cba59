// Suggestions in the search box: titles lead to their page; people, keywords and values become a
// condition of the query; a field is written and its values are suggested next.
(() => {
  "use strict";
  const KINDS = { title: "Title", creator: "Person", keyword: "Keyword", property: "Field" };
  // A field whose value is being typed at the end; the value may have spaces, and an open quote.
  const FIELD = /(?<=^|[\s(])-?(?:"([^"]+)"|([^\s:"()]+)):("[^"]*|[^"():]*)$/;
  const WORD = /[^\s("]*$/;

  const quote = (text) => `"${text.replace(/(["\\])/g, "\\$1")}"`;
  const named = (name) => (/^[\w./-]+$/.test(name) ? name : quote(name));

  const ask = async (prefix) => {
    if (!prefix.trim() || prefix.length > 100) return [];
    const query = new URLSearchParams({ prefix: prefix.trim(), limit: "8" });
    const answer = await fetch(`/api/v1/search/suggest?${query}`, {
      headers: { Accept: "application/json" },
    });
    return answer.ok ? (await answer.json()).suggestions : [];
  };

  const source = async (input) => {
    const before = input.value.slice(0, input.selectionStart);
    const field = FIELD.exec(before);
    if (field) {
      const found = await ask(`${field[1] ?? field[2]}:${field[3].replace(/^"/, "")}`);
      const values = found.filter((each) => each.kind === "value");
      if (values.length) return values.map((each) => item(each, field.index));
    }
    const { index: start, 0: word } = WORD.exec(before);
    const whole = before.includes(":") || start === 0 ? [] : await ask(before);
    const last = await ask(word.replace(/^-/, ""));
    const found = [...whole.map((each) => item(each, 0)), ...last.map((each) => item(each, start))];
    const seen = new Set();
    return found.filter((each) => {
      const key = `${each.detail} ${each.text}`;
      return !seen.has(key) && seen.add(key);
    }).slice(0, 10);
  };
  const item = (each, start) => ({
    text: each.text,
    detail: KINDS[each.kind] ?? (each.label || each.property),
    start,
    suggestion: each,
  });

  const choose = (chosen, input) => {
    const { kind, text, property, id } = chosen.suggestion;
    if (kind === "title") {
      window.location.assign(`/search?q=${encodeURIComponent(id)}`);
      return;
    }
    const name = kind === "creator" || kind === "keyword" ? kind : property;
    const written = kind === "property" ? `${named(name)}:` : `${named(name)}:${quote(text)}`;
    const minus = input.value[chosen.start] === "-" ? "-" : "";
    const before = input.value.slice(0, chosen.start) + minus + written;
    const after = input.value.slice(input.selectionStart).trimStart();
    input.value = after ? `${before} ${after}` : before;
    input.setSelectionRange(before.length, before.length);
    if (kind === "property") input.dispatchEvent(new Event("input", { bubbles: true }));
    else input.form.requestSubmit();
  };

  for (const input of document.querySelectorAll("[data-main-search]")) {
    window.holotype.combobox(input, { source, choose });
  }
})();

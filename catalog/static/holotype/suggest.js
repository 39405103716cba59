// Suggestions in the search box: titles lead to their page; people, keywords and values become a
// condition of the query; a field is written and its values are suggested next.
(() => {
  "use strict";
  const KINDS = { title: "Title", creator: "Person", keyword: "Keyword", property: "Field" };
  const FIELD = /^-?(?:"([^"]+)"|([^\s:"()]+)):[("]?(.*)$/s;

  // Where the word begins that is being typed: spaces in quotes do not end one.
  const wordStart = (text) => {
    let start = 0;
    let quoted = false;
    [...text].reduce((at, sign) => {
      if (sign === '"') quoted = !quoted;
      else if (!quoted && /[\s(]/.test(sign) && text[at - 1] !== ":") start = at + sign.length;
      return at + sign.length;
    }, 0);
    return start;
  };
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
    const start = wordStart(before);
    const word = before.slice(start);
    const field = FIELD.exec(word);
    if (field) {
      const values = await ask(`${field[1] ?? field[2]}:${field[3]}`);
      return values.filter((each) => each.kind === "value").map((each) => item(each, start));
    }
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

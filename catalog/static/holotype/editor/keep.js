// Unsaved drafts, kept in this browser until the server has them: one entry a draft and tab.
const PREFIX = "schema-draft:";
const LONGEST = 60 * 24 * 3600 * 1000;

const storage = (kind) => { try { return window[kind]; } catch { return null; } };

const tabOf = () => {
  const session = storage("sessionStorage");
  const known = session?.getItem("tab");
  if (known) return known;
  const fresh = crypto.getRandomValues(new Uint32Array(2)).join("-");
  try { session?.setItem("tab", fresh); } catch { /* private mode: this page only */ }
  return fresh;
};

const entries = (what) => {
  const local = storage("localStorage");
  return Object.keys(local ?? {}).filter((key) => key.startsWith(`${PREFIX}${what}#`)).flatMap((key) => {
    try {
      const entry = { key, ...JSON.parse(local.getItem(key)) };
      if (Date.now() - entry.at < LONGEST) return [entry];
    } catch { /* no entry of ours */ }
    local.removeItem(key);
    return [];
  });
};

// `what` names the draft. An entry is { text, name, version, etag, at }.
export const keeperOf = (what) => {
  const key = `${PREFIX}${what}#${tabOf()}`;
  const local = storage("localStorage");
  return {
    own: () => entries(what).find((entry) => entry.key === key),
    others: () => entries(what).filter((entry) => entry.key !== key).sort((one, other) => other.at - one.at),
    drop: (entry) => local?.removeItem(entry.key),
    forget: () => local?.removeItem(key),
    // False where the browser has no room for it.
    save: (entry) => {
      try {
        local.setItem(key, JSON.stringify({ ...entry, at: Date.now() }));
        return true;
      } catch {
        return false;
      }
    },
    // Another tab of this browser changed the same draft.
    whenElsewhere: (act) => window.addEventListener("storage", (event) => {
      if (event.key?.startsWith(`${PREFIX}${what}#`) && event.key !== key && event.newValue) act();
    }),
  };
};

// What every page has: the theme, the search shortcut, menus, copy buttons. All of it is an extra:
// pages work without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const live = document.getElementById("live");

  const remembered = (name) => {
    try { return window.localStorage.getItem(name); } catch { return null; }
  };
  const remember = (name, value) => {
    try { window.localStorage.setItem(name, value); } catch { /* private mode: for this page only */ }
  };
  const announce = (text) => {
    if (!live) return;
    live.textContent = "";
    window.setTimeout(() => { live.textContent = text; }, 50);
  };
  window.holotype = { ...window.holotype, announce, remembered, remember };

  // The theme is a cookie, so that the server draws the right one and nothing flashes.
  const isDark = () =>
    root.dataset.theme
      ? root.dataset.theme === "dark"
      : window.matchMedia("(prefers-color-scheme: dark)").matches;
  const toggle = document.querySelector("[data-theme-toggle]");
  if (toggle) {
    const show = () => toggle.setAttribute("aria-pressed", String(isDark()));
    toggle.hidden = false;
    show();
    toggle.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      root.dataset.theme = theme;
      document.cookie = `theme=${theme};path=/;max-age=31536000;samesite=lax`;
      show();
      announce(theme === "dark" ? "Dark theme" : "Light theme");
      document.dispatchEvent(new CustomEvent("themechange"));
    });
  }

  // "/" goes to the search box, "?" shows how to ask. WCAG 2.1.4: both can be switched off, in the
  // footer.
  const shortcut = document.querySelector("[data-shortcut-switch]");
  if (shortcut) {
    shortcut.closest("[hidden]")?.removeAttribute("hidden");
    shortcut.checked = remembered("shortcut") !== "off";
    shortcut.addEventListener("change", () => {
      remember("shortcut", shortcut.checked ? "on" : "off");
    });
  }
  const typing = (element) =>
    element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      } else if (document.activeElement?.dataset.mainSearch !== undefined) {
        document.activeElement.blur();
      }
      return;
    }
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || typing(event.target) || remembered("shortcut") === "off") return;
    const box = document.querySelector("[data-main-search]");
    if (event.key === "/" && box) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "?") {
      toggleHelp(event);
    }
  });
  const toggleHelp = (event) => {
    const help = document.getElementById("search-help");
    if (!help) return;
    event.preventDefault();
    help.open = !help.open;
    help.querySelector("summary").focus();
  };
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  const copyText = async (text) => {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  };
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    try {
      await copyText((source?.value ?? source?.textContent ?? "").trim());
      button.dataset.done = "";
      announce("Copied");
      const use = button.querySelector("use");
      if (use) {
        const before = use.getAttribute("href");
        use.setAttribute("href", before.replace(/#.*$/, "#check"));
        window.setTimeout(() => use.setAttribute("href", before.replace(/#.*$/, "#copy")), 1600);
      }
      button.focus();
    } catch {
      announce("Copying was refused by the browser");
    }
  });
})();

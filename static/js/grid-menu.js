// The menu of one row and the list of keys: fetched when somebody asks for one.
import { element, text } from "dougong/texts";

const DEEDS = [
  ["rowAbove", "Alt+Shift+Enter", (grid, row) => grid.insert(row, { after: false })],
  ["rowBelow", "Alt+Enter", (grid, row) => grid.insert(row)],
  ["rowTwice", "Alt+Shift+D", (grid, row) => grid.insert(row, { copy: true })],
  ["rowUp", "Alt+Shift+↑", (grid, row) => grid.move(row, -1)],
  ["rowDown", "Alt+Shift+↓", (grid, row) => grid.move(row, 1)],
  ["rowAway", "Alt+Delete", (grid, row) => grid.removeRow(row)],
];

/** Opens the menu of a row where it was asked for. */
export function rowMenu(grid, row, event) {
  document.querySelector(".dg-menu")?.remove();
  const menu = element("div", "dg-menu", { popover: "auto", role: "menu" });
  for (const [name, keys, work] of DEEDS) {
    const item = element("button", "", { type: "button", role: "menuitem" }, text(name), element("kbd", "", {}, keys));
    item.addEventListener("click", () => { menu.remove(); work(grid, row); });
    menu.append(item);
  }
  document.body.append(menu);
  menu.showPopover();
  const { clientWidth, clientHeight } = document.documentElement;
  Object.assign(menu.style, {
    position: "fixed", inset: "auto",
    left: `${Math.max(8, Math.min(event.clientX, clientWidth - menu.offsetWidth - 8))}px`,
    top: `${Math.max(8, Math.min(event.clientY, clientHeight - menu.offsetHeight - 8))}px`,
  });
  menu.querySelector("button").focus();
  menu.addEventListener("toggle", ({ newState }) => { if (newState === "closed") menu.remove(); });
  menu.addEventListener("keydown", ({ key }) => {
    const items = [...menu.children], at = items.indexOf(document.activeElement);
    if (key === "ArrowDown" || key === "ArrowUp") items.at((at + (key === "ArrowDown" ? 1 : -1)) % items.length).focus();
  });
}

const KEYS = [
  ["keysMove", ["↑ ↓ ← →", "Tab"]], ["keysEnter", ["Enter"]], ["keysFar", ["Ctrl+↑ ↓ ← →", "Home", "End"]],
  ["keysChoose", ["Shift+↑ ↓ ← →"]], ["keysAll", ["Ctrl+A"]], ["keysCopy", ["Ctrl+C", "Ctrl+X", "Ctrl+V"]],
  ["keysClear", ["Delete"]], ["keysFill", ["Ctrl+D"]], ["keysUndo", ["Ctrl+Z", "Ctrl+Y"]], ["keysEscape", ["Esc"]],
  ...DEEDS.map(([name, keys]) => [name, [keys]]), ["keysHelp", ["?", "Ctrl+/"]],
];

/** Shows what each key does. */
export function keyHelp(grid) {
  const lines = element("dl", "");
  for (const [name, keys] of KEYS) {
    const term = element("dt", "");
    keys.forEach((key, i) => term.append(...(i ? [" "] : []), element("kbd", "", {}, key)));
    lines.append(term, element("dd", "", {}, text(name)));
  }
  const close = element("button", "btn", { type: "button" }, text("close"));
  const dialog = element("dialog", "dg-keys", { "aria-label": text("keysTitle") }, element("h2", "", {}, text("keysTitle")), lines, close);
  const back = document.activeElement;
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); back?.focus(); });
  grid.element.append(dialog);
  dialog.showModal();
}

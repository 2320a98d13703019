// A small notice at the foot of the window that can take back what was just done; it goes by itself.
import { element, text } from "dougong/texts";

const STAYS = 8000;
let shown = null;

/** Says `words` for eight seconds. undo: what its button does (none without). tone: "good", "warn". */
export function notice(words, { undo = null, tone = "good" } = {}) {
  dismiss();
  const box = element("div", `dg-toast notice notice-${tone}`, { role: "status" }, element("span", "", {}, words));
  if (undo) {
    const button = element("button", "btn btn-quiet", { type: "button" }, text("undo"));
    button.addEventListener("click", () => { dismiss(); undo(); });
    box.append(button);
  }
  const close = element("button", "dg-toast-close btn btn-quiet", { type: "button", "aria-label": text("close") }, "×");
  close.addEventListener("click", dismiss);
  box.append(close);
  document.body.append(box);
  shown = { box, timer: setTimeout(dismiss, STAYS) };
  box.addEventListener("focusin", () => clearTimeout(shown?.timer)); // whoever stands in it is not hurried
}

export function dismiss() {
  clearTimeout(shown?.timer);
  shown?.box.remove();
  shown = null;
}

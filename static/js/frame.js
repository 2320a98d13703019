// The frame around every page: the menu folds, a module unfolds, the palette and the sheet of new things open.
import { Controller } from "@hotwired/stimulus";
import { remember } from "dougong/preferences";
import { text } from "dougong/texts";

const root = document.documentElement;

export default class extends Controller {
  static targets = ["sheet"];
  static values = { palette: String };

  connect() {
    this.keys = (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        this.palette();
      }
    };
    document.addEventListener("keydown", this.keys);
    this.note();
  }

  disconnect() {
    document.removeEventListener("keydown", this.keys);
  }

  /** The whole menu, to its icons and back. */
  fold() {
    const folded = root.dataset.rail !== "folded";
    if (folded) root.dataset.rail = "folded";
    else delete root.dataset.rail;
    const button = this.element.querySelector(".rail .fold"), words = text(folded ? "unfold" : "fold");
    button.setAttribute("aria-expanded", String(!folded));
    button.setAttribute("aria-label", words);
    button.title = `${words} [`;
    remember("reader", "rail", folded ? "folded" : "open");
  }

  /** One module's lists. In the folded menu they open by themselves while the module has the focus. */
  unfold(event) {
    event.preventDefault();
    const link = event.currentTarget, module = link.closest(".rail-module");
    link.focus();
    if (getComputedStyle(link.querySelector(".word")).display === "none") return;
    const folded = module.toggleAttribute("data-folded");
    link.setAttribute("aria-expanded", String(!folded));
    const all = [...this.element.querySelectorAll(".rail-module[data-module]")];
    remember("reader", "folded", Object.fromEntries(all.map((one) => [one.dataset.module, one.hasAttribute("data-folded")])));
  }

  /** Search and go. Fetched when first asked for; what is typed meanwhile is typed into it. */
  async palette() {
    const before = { words: "", entered: false };
    const typed = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key === "Enter") before.entered = true;
      else if (event.key.length === 1) before.words += event.key;
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.addEventListener("keydown", typed, true);
    try {
      const { open } = await import("dougong/palette");
      open(this.paletteValue, this, before);
    } finally {
      window.removeEventListener("keydown", typed, true);
    }
  }

  /** The sheet of what can be made; without scripts its link leads to a page of its own. */
  add(event) {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.sheetTarget.showModal();
  }

  density() {
    const wide = root.dataset.density !== "comfortable";
    if (wide) root.dataset.density = "comfortable";
    else delete root.dataset.density;
    remember("reader", "density", wide ? "comfortable" : "dense");
  }

  /** The record that is open goes among those opened lately. */
  note() {
    const found = /^\/m\/([\w-]+)\/([\w-]+)\/([0-9a-f-]{36})\/$/.exec(location.pathname);
    if (found && this.element.querySelector("main .record")) remember("recent", `${found[1]}/${found[2]}/${found[3]}`, true);
  }
}

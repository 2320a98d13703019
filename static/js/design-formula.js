// A formula while it is written: names are offered, and a condition can be put together from choices.
import { Controller } from "@hotwired/stimulus";
import { element } from "dougong/texts";

const MOST = 12;
const WORD = /[A-Za-z_][A-Za-z0-9_.]*$/;

export default class extends Controller {
  static targets = ["text", "name", "word", "value", "list"];

  connect() {
    const data = this.element.closest("details")?.querySelector("script[data-names]");
    this.names = data ? JSON.parse(data.textContent) : [];
    if (this.hasNameTarget) this.ask();
  }

  disconnect() {
    this.close();
  }

  type() {
    const text = this.textTarget, before = text.value.slice(0, text.selectionStart), found = WORD.exec(before);
    const word = found?.[0].toLowerCase() ?? "";
    const fits = word ? this.names.filter(([name]) => name.toLowerCase().startsWith(word) && name !== word) : [];
    const others = word ? this.names.filter(([name, told]) => !fits.some(([one]) => one === name) && told.toLowerCase().includes(word)) : [];
    this.show([...fits, ...others].slice(0, MOST), found?.[0].length ?? 0);
  }

  show(names, length) {
    this.close();
    if (names.length === 0) return;
    this.length = length;
    const id = `${this.textTarget.id}-names`;
    this.box = element("ul", "formula-names", { role: "listbox", id });
    for (const [name, told] of names) {
      const line = element("li", "", { role: "option" }, element("code", "", {}, name), element("span", "quiet", {}, told));
      line.dataset.name = name;
      line.addEventListener("mousedown", (event) => { event.preventDefault(); this.take(name); });
      this.box.append(line);
    }
    this.textTarget.parentElement.append(this.box);
    this.textTarget.setAttribute("aria-controls", id);
    this.choose(0);
  }

  choose(at) {
    const lines = [...this.box.children];
    this.at = (at + lines.length) % lines.length;
    lines.forEach((line, place) => line.setAttribute("aria-selected", place === this.at ? "true" : "false"));
    lines[this.at].scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (!this.box) {
      if (event.ctrlKey && event.key === " ") { event.preventDefault(); this.show(this.names.slice(0, 60), 0); }
      return;
    }
    const deed = { ArrowDown: () => this.choose(this.at + 1), ArrowUp: () => this.choose(this.at - 1), Escape: () => this.close(),
      Enter: () => this.take(this.box.children[this.at].dataset.name), Tab: () => this.take(this.box.children[this.at].dataset.name) }[event.key];
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  take(name) {
    const text = this.textTarget, end = text.selectionStart;
    text.setRangeText(name, end - this.length, end, "end");
    const gap = name.indexOf("(");
    if (gap >= 0) text.selectionStart = text.selectionEnd = end - this.length + gap + 1;
    this.close();
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
    this.close();
  }

  close() {
    this.box?.remove();
    this.box = null;
    if (this.hasTextTarget) this.textTarget.removeAttribute("aria-controls");
  }

  // The builder: only what may be asked of the field; a value of its sort.
  ask() {
    const field = this.nameTarget.selectedOptions[0], words = (field?.dataset.words ?? "").split(" ");
    for (const one of this.wordTarget.options) one.hidden = one.disabled = !words.includes(one.value);
    if (!words.includes(this.wordTarget.value)) this.wordTarget.value = words[0];
    const bare = ["yes", "no", "filled", "empty"].includes(this.wordTarget.value);
    this.valueTarget.hidden = bare;
    this.valueTarget.type = field?.dataset.kind === "date" ? "date" : "text";
    const choices = field?.dataset.choices ? JSON.parse(field.dataset.choices) : [];
    this.listTarget.replaceChildren(...choices.map(([, title]) => element("option", "", { value: title })));
  }
}

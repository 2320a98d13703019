// Several choices in one field: each stands as a chip that can be taken away, more are added through the picker.
// The select with its ticks stays underneath and is what is sent.
import { Controller } from "@hotwired/stimulus";
import { choicesOf, take } from "dougong/choices";
import { show } from "dougong/picker";
import { element, text } from "dougong/texts";

export default class extends Controller {
  static targets = ["select"];

  connect() {
    this.box = element("span", "dg-chips", { role: "list" });
    this.button = element("button", "dg-chip-add btn btn-quiet", { type: "button", "aria-haspopup": "listbox" }, text("addOne"));
    this.button.addEventListener("click", () => this.open());
    this.button.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      this.open();
    });
    this.holder = element("span", "dg-chip-holder", {}, this.box, this.button);
    this.selectTarget.hidden = true;
    this.element.append(this.holder);
    this.onChange = () => this.draw();
    this.selectTarget.addEventListener("change", this.onChange);
    const label = this.element.closest(".dg-field")?.querySelector("label.dg-label");
    label?.addEventListener("click", () => this.button.focus());
    if (label) this.button.setAttribute("aria-label", `${label.textContent.replace("*", "").trim()}: ${text("addOne")}`);
    this.draw();
  }

  disconnect() {
    this.selectTarget.removeEventListener("change", this.onChange);
    this.selectTarget.hidden = false;
    this.holder.remove();
  }

  get taken() {
    return [...this.selectTarget.selectedOptions].filter(({ value }) => value !== "");
  }

  open() {
    const without = new Set(this.taken.map(({ value }) => value));
    show(this.selectTarget, { anchor: this.button, without, onTake: (found) => this.add(found) });
  }

  add(found) {
    if (!found.value) return;
    const known = choicesOf(this.selectTarget).find(({ value }) => value === found.value);
    take(this.selectTarget, known ?? found);
    this.set(found.value, true);
    this.button.focus();
  }

  set(value, selected) {
    for (const option of this.selectTarget.options) if (option.value === value) option.selected = selected;
    for (const kind of ["input", "change"]) this.selectTarget.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  draw() {
    this.box.replaceChildren(...this.taken.map((option) => this.chip(option)));
  }

  chip({ value, text: words }) {
    const name = words.trim(), button = element("button", "dg-chip-remove", { type: "button", "aria-label": text("takeAway", { name }) }, "×");
    button.addEventListener("click", () => {
      this.set(value, false);
      this.button.focus();
    });
    return element("span", "dg-chip", { role: "listitem" }, name, button);
  }
}

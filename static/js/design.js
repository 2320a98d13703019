// The outline of a form being adapted: keys, dragging. Every deed is a button of the page; these press them.
import { Controller } from "@hotwired/stimulus";

const SAID = 8000; // how long what was done stays on the page

export default class extends Controller {
  connect() {
    this.hush = setTimeout(() => document.getElementById("design-said")?.replaceChildren(), SAID);
    const line = location.hash.startsWith("#f-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (line && !this.element.contains(document.activeElement)) line.scrollIntoView({ block: "nearest" });
  }

  disconnect() {
    clearTimeout(this.hush);
  }

  get links() {
    return [...this.element.querySelectorAll(".line-link")];
  }

  // Arrows go from field to field; with Alt they move the field; Delete hides it; n is new, u takes back.
  key(event) {
    const link = event.target.closest(".line-link");
    if (!link || event.ctrlKey || event.metaKey) return;
    const deed = DEEDS[`${event.altKey ? "Alt " : ""}${event.key}`];
    if (!deed) return;
    event.preventDefault();
    deed(this, link);
  }

  step(link, by) {
    const links = this.links;
    links[links.indexOf(link) + by]?.focus();
  }

  press(link, word) {
    link.closest(".line-row").querySelector(`button[value^="${word}:"]`)?.click();
  }

  lift(event) {
    const row = event.target.closest?.(".line-row");
    if (!row) return;
    this.lifted = row.closest(".design-line");
    this.lifted.classList.add("is-lifted");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.lifted.dataset.path);
  }

  over(event) {
    const place = this.place(event);
    this.clear();
    if (!place) return;
    event.preventDefault();
    place.classList.add("drop-before");
  }

  drop(event) {
    const place = this.place(event);
    if (!place) return;
    event.preventDefault();
    const form = document.getElementById("design-move"), section = place.closest("[data-section]");
    form.elements._do.value = `move:${this.lifted.dataset.path}`;
    form.elements.before.value = place.dataset.key ?? "";
    form.elements.section.value = section.dataset.section;
    form.elements.section.disabled = this.lifted.dataset.path.includes("/") || !section.dataset.section;
    this.end();
    form.requestSubmit();
  }

  end() {
    this.clear();
    this.lifted?.classList.remove("is-lifted");
    this.lifted = null;
  }

  clear() {
    for (const one of this.element.querySelectorAll(".drop-before")) one.classList.remove("drop-before");
  }

  // The line in front of which it would come: columns stay among columns of the same rows, fields among fields.
  place(event) {
    const line = this.lifted && event.target.closest?.(".design-line, .design-none, .design-more");
    if (!line || line === this.lifted || this.lifted.contains(line)) return null;
    const within = (one) => one.closest("[data-lines]").dataset.lines;
    return within(line) === within(this.lifted) ? line : null;
  }
}

const DEEDS = {
  ArrowUp: (self, link) => self.step(link, -1),
  ArrowDown: (self, link) => self.step(link, 1),
  "Alt ArrowUp": (self, link) => self.press(link, "up"),
  "Alt ArrowDown": (self, link) => self.press(link, "down"),
  Delete: (self, link) => self.press(link, "hide"),
  n: () => document.getElementById("add-field")?.click(),
  u: () => document.getElementById("undo")?.click(),
};

// Entries under keys of their own: added from the template, removed and taken back.
import { Controller } from "@hotwired/stimulus";
import { notice } from "dougong/notice";
import { firstControl, fromTemplate } from "dougong/rows";
import { text } from "dougong/texts";

export default class extends Controller {
  static targets = ["blank", "entry"];

  add(event) {
    if (!this.hasBlankTarget) return;
    event.preventDefault();
    const [entry] = fromTemplate(this.blankTarget);
    event.currentTarget.before(entry);
    this.tell();
    firstControl(entry)?.focus();
  }

  remove(event) {
    const entry = event.currentTarget.closest('[data-entries-target="entry"]');
    if (entry?.parentElement !== this.element) return;
    event.preventDefault();
    event.stopPropagation();
    const next = entry.nextSibling;
    entry.remove();
    this.tell();
    this.element.querySelector(":scope > .dg-add")?.focus();
    notice(text("removed"), { undo: () => { this.element.insertBefore(entry, next); this.tell(); } });
  }

  tell() {
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

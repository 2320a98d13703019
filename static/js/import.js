// Importing a spreadsheet: a file dropped onto the page; the columns drawn anew when what one becomes has changed.
import { Controller } from "@hotwired/stimulus";

const REDRAWS = /^(column|factor|percent|date_order|year)-\d+$/;

export default class extends Controller {
  static targets = ["drop", "file", "send", "map"];

  over(event) {
    if (![...event.dataTransfer.items].some(({ kind }) => kind === "file")) return;
    event.preventDefault();
    this.dropTarget.classList.add("is-over");
  }

  away() {
    this.dropTarget.classList.remove("is-over");
  }

  dropped(event) {
    this.away();
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    this.fileTarget.files = event.dataTransfer.files;
    this.chosen();
  }

  /** A file that is chosen is handed in at once. */
  chosen() {
    if (this.fileTarget.files.length) this.dropTarget.requestSubmit(this.sendTarget);
  }

  sending() {
    this.dropTarget.setAttribute("aria-busy", "true");
  }

  /** Another field, or another way of reading: the server shows what comes of it. */
  look(event) {
    if (!REDRAWS.test(event.target.name)) return;
    const address = this.mapTarget.getAttribute("action") || location.pathname;
    const values = Object.fromEntries([["do", "look"]]);
    window.htmx.ajax("POST", address, { source: this.mapTarget, target: "#columns", swap: "outerHTML show:none", values });
  }
}

// A cell changed in its place: F2 or a double click asks the server for the field's control; Enter saves, Escape undoes.
import { Controller } from "@hotwired/stimulus";
import { notice } from "dougong/notice";
import { element, text } from "dougong/texts";

const WIDTH = 260;

export default class extends Controller {
  connect() {
    this.outside = (event) => this.left(event);
    document.addEventListener("pointerdown", this.outside, true);
  }

  disconnect() {
    document.removeEventListener("pointerdown", this.outside, true);
    this.close();
  }

  get list() {
    return this.application.getControllerForElementAndIdentifier(this.element, "list");
  }

  /** A double click on a cell. */
  double(event) {
    const cell = event.target.closest("tbody td:not(.tick):not(.rest)");
    if (!cell) return;
    event.preventDefault();
    getSelection().removeAllRanges();
    this.edit(cell.closest("tr[data-id]"), cell);
  }

  asked(event) {
    this.edit(event.detail.row, event.detail.cell);
  }

  async edit(row, cell) {
    const at = [...row.cells].indexOf(cell), head = this.list.tableTarget.tHead.rows[0].cells[at];
    if (!head?.dataset.key) return;
    this.close();
    this.at = { id: row.dataset.id, place: at, key: head.dataset.key };
    const address = `${this.list.addressOf(row)}cell/?field=${encodeURIComponent(head.dataset.key)}`;
    const answer = await this.fetch(address);
    if (!answer) return;
    const html = await answer.text();
    if (!answer.ok) return this.refused(html);
    this.open(html, cell);
    this.began = new FormData(this.form);
  }

  async fetch(address, options = {}) {
    try {
      const answer = await fetch(address, { ...options, headers: { "HX-Request": "true" } });
      const away = answer.headers.get("HX-Redirect");
      if (away) location.assign(away);
      return answer;
    } catch {
      notice(text("panelFailed"), { tone: "warn" });
      return null;
    }
  }

  refused(html) {
    const said = new DOMParser().parseFromString(html, "text/html");
    notice((said.querySelector(".panel .quiet") ?? said.querySelector(".panel p"))?.textContent ?? text("panelFailed"), { tone: "warn" });
  }

  get form() {
    return this.box?.querySelector("form");
  }

  open(html, cell) {
    this.box ??= this.made();
    this.box.innerHTML = html;
    const place = cell.getBoundingClientRect(), width = Math.min(Math.max(place.width, WIDTH), innerWidth - 16);
    Object.assign(this.box.style, { left: `${Math.max(8, Math.min(place.left - 1, innerWidth - width - 8))}px`, width: `${width}px` });
    const below = innerHeight - place.top > 240;
    Object.assign(this.box.style, below ? { top: `${place.top - 1}px`, bottom: "auto" } : { top: "auto", bottom: `${innerHeight - place.bottom - 1}px` });
    document.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    const control = this.box.querySelector(".dg-input, .dg-field input:not([type=hidden])");
    control?.focus();
    control?.select?.();
  }

  made() {
    const box = element("div", "cell-box");
    this.element.append(box);
    box.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    box.addEventListener("click", (event) => { if (event.target.closest("[data-cell=cancel]")) this.close({ back: true }); });
    box.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.isComposing) return;
      const plain = event.key === "Enter" && (!event.target.matches("textarea, button") || event.ctrlKey);
      if (event.key === "Escape") this.close({ back: true });
      else if (plain) this.save();
      else return event.stopPropagation();
      event.preventDefault();
      event.stopPropagation();
    });
    return box;
  }

  /** A click elsewhere saves what was changed, and closes what was not. */
  left(event) {
    if (!this.box || this.box.contains(event.target) || event.target.closest?.(".dg-picker, .dg-toast, dialog")) return;
    const now = [...new FormData(this.form)].join(), then = [...(this.began ?? [])].join();
    if (now === then) this.close();
    else this.save();
  }

  async save() {
    if (this.saving || !this.form) return;
    this.saving = true;
    const { id, place } = this.at, body = new FormData(this.form), began = this.began, action = this.form.getAttribute("action");
    this.box.setAttribute("aria-busy", "true");
    const answer = await this.fetch(action, { method: "POST", body });
    this.saving = false;
    this.box?.removeAttribute("aria-busy");
    if (!answer) return;
    if (answer.status === 422 || answer.status === 409) {
      const cell = this.list.rowOf(id)?.cells[place];
      if (cell) this.open(await answer.text(), cell);
      return;
    }
    if (!answer.ok) return this.refused(await answer.text());
    const { version, warnings } = await answer.json();
    this.close();
    await this.list.refresh([id]);
    const row = this.list.rowOf(id);
    if (row) this.list.mark(row, place);
    const undo = () => this.takeBack(action, began, version, id);
    notice([text("saved"), ...warnings].join(" "), { tone: warnings.length ? "warn" : "good", undo });
  }

  async takeBack(action, began, version, id) {
    began.set("_version", version);
    began.delete("_base");
    const answer = await this.fetch(action, { method: "POST", body: began });
    if (!answer) return;
    notice(text(answer.ok ? "undone" : "notUndone"), { tone: answer.ok ? "good" : "warn" });
    await this.list.refresh([id]);
  }

  close({ back = false } = {}) {
    this.box?.remove();
    this.box = null;
    const row = back && this.at ? this.list.rowOf(this.at.id) : null;
    if (row) this.list.mark(row, this.at.place);
  }
}

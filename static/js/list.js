// A list with the keyboard: arrows mark rows and cells, x selects, Enter opens beside the list, e edits.
import { Controller } from "@hotwired/stimulus";
import { Columns } from "dougong/list-columns";
import { Groups } from "dougong/list-groups";
import { Picking } from "dougong/list-picking";
import { Scroll } from "dougong/list-scroll";
import { Selection } from "dougong/list-selection";

const ASIDE = matchMedia("(min-width: 768px)");
let before = false; // whether another list stood here before this one
const BUSY = "input:not([type=checkbox]), textarea, select, dialog, [contenteditable], details[open], [popover], .list-panel";

export default class extends Controller {
  static targets = ["scroller", "table", "page", "panel", "keys", "bar"];
  static values = { name: String, href: String, view: String };

  connect() {
    this.undo = [];
    if (before) document.querySelector(".main > .notice")?.remove(); // it spoke of what was there
    before = true;
    this.listen(document, "keydown", (event) => this.key(event));
    if (!this.hasTableTarget) return void (this.element.dataset.live = "yes");
    this.selection = new Selection(this);
    this.picking = new Picking(this);
    this.columns = new Columns(this);
    if (this.hasPageTarget) this.scroll = new Scroll(this);
    else this.groups = new Groups(this);
    this.listen(this.tableTarget, "click", (event) => this.click(event));
    this.listen(this.tableTarget, "focusin", () => this.follow());
    const opened = new URLSearchParams(location.search).get("open");
    if (opened && ASIDE.matches) this.show(this.rowOf(opened), { id: opened });
    this.element.querySelector(".list-help").hidden = false;
    this.element.dataset.live = "yes"; // for tests: from here on it answers the keyboard
  }

  disconnect() {
    for (const stop of this.undo) stop();
  }

  /** Listens until the list goes. */
  listen(target, name, handler, options) {
    target.addEventListener(name, handler, options);
    this.undo.push(() => target.removeEventListener(name, handler, options));
  }

  get rows() {
    return [...this.tableTarget.querySelectorAll("tbody tr[data-id]")];
  }

  /** What the arrows go through: rows, and the heads of groups. */
  get stops() {
    return [...this.tableTarget.querySelectorAll("tbody tr[data-id], tbody.group > tr")];
  }

  get marked() {
    return document.activeElement?.closest?.("tr[data-id]") ?? null;
  }

  rowOf(id) {
    return this.tableTarget.querySelector(`tr[data-id="${CSS.escape(id)}"]`);
  }

  key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && !event.target.closest("dialog, [popover], details[open]")) return this.escape(event);
    if (event.target.closest(BUSY)) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity }[event.key];
    const deed = { Enter: "open", e: "edit", x: "select", " ": "select", "?": "keys", "/": "search", F2: "cell", ArrowLeft: "left", ArrowRight: "right" }[event.key];
    if (this.hasTableTarget && step !== undefined) this.move(step, event);
    else if (deed === "keys" || deed === "search") this[deed](event);
    else if (deed && this.hasTableTarget && this.marked) this[deed](event);
  }

  move(step, event) {
    if ((event.key === "Home" || event.key === "End") && !this.stops.includes(document.activeElement.closest?.("tbody tr"))) return;
    event.preventDefault();
    const rows = this.stops, from = document.activeElement.closest?.("tbody tr"), at = rows.indexOf(from);
    const to = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (!to) return;
    const cell = document.activeElement.closest("td");
    const place = cell && !cell.querySelector("a.row-link:focus") ? [...cell.parentElement.cells].indexOf(cell) : 0;
    if (event.shiftKey && from?.dataset.id && to.dataset.id) this.selection.extend(from, to);
    this.mark(to, place);
  }

  /** Gives a row the focus: its link, or one of its cells. */
  mark(row, place = 0) {
    const target = place > 1 && row.dataset.id ? row.cells[place] : row.querySelector("a.row-link, a.group-link");
    if (target.tagName === "TD") target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  left(event) { this.aside(event, -1); }

  right(event) { this.aside(event, 1); }

  aside(event, step) {
    const row = this.marked, cell = document.activeElement.closest("td");
    const last = row.cells.length - 2, at = [...row.cells].indexOf(cell);
    event.preventDefault();
    this.mark(row, Math.max(1, Math.min(last, Math.max(1, at) + step)));
  }

  open(event) {
    if (event.target.closest("button, summary, th") || (event.target.matches("a") && !event.target.matches(".row-link"))) return;
    const row = this.marked;
    if (!ASIDE.matches) return;
    event.preventDefault();
    this.show(row);
  }

  edit(event) {
    event.preventDefault();
    location.assign(`${this.addressOf(this.marked)}edit/`);
  }

  select(event) {
    event.preventDefault();
    this.selection.toggle(this.marked, event.shiftKey);
  }

  search(event) {
    const field = this.element.querySelector('input[type="search"]');
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  }

  keys(event) {
    event.preventDefault();
    this.keysTarget.showModal();
  }

  cell(event) {
    event.preventDefault();
    const cell = document.activeElement.closest("td");
    this.dispatch("cell", { detail: { row: this.marked, cell } });
  }

  escape(event) {
    if (this.hasPanelTarget && !this.panelTarget.hidden) {
      event.preventDefault();
      this.hide();
    } else if (this.picking?.on) this.picking.end({ focus: true });
    else if (this.selection?.size) this.selection.clear();
  }

  addressOf(row) {
    return row.querySelector("a.row-link").getAttribute("href").split("?")[0];
  }

  /** A click on a row opens it beside the list; on a phone the link opens its page. */
  click(event) {
    const row = event.target.closest("tr[data-id]");
    if (!row || event.defaultPrevented) return;
    if (this.picking.on || event.target.closest(".tick")) return this.selection.clicked(event, row);
    const link = event.target.closest("a");
    if (!ASIDE.matches || event.ctrlKey || event.metaKey || event.button !== 0) {
      if (link?.matches(".row-link")) link.search = new URLSearchParams({ from: `${location.pathname}${location.search}` }); // its page leads back, and on to the next
      return;
    }
    if (link && !link.matches(".row-link")) return;
    if (getSelection().toString() && !link) return; // words are being marked with the mouse
    event.preventDefault();
    this.mark(row, [...row.cells].indexOf(event.target.closest("td")));
    clearTimeout(this.opening);
    if (link) this.show(row); // elsewhere a second click may follow, which changes the cell
    else if (event.detail === 1) this.opening = setTimeout(() => { if (this.marked === row) this.show(row); }, 240);
  }

  /** The phone's button: cards are ticked instead of opened, until it is pressed again. */
  pick() {
    if (this.picking.on) this.picking.end();
    else this.picking.begin();
  }

  picked() {
    this.picking.end({ focus: true });
  }

  everything() {
    this.selection.all(!this.rows.every((row) => row.classList.contains("selected")));
  }

  all(event) {
    this.selection.all(event.target.checked);
  }

  show(row, { id = row?.dataset.id } = {}) {
    const href = row ? this.addressOf(row) : `${location.pathname}${id}/`;
    this.shown = id;
    for (const one of this.rows) one.classList.toggle("shown", one.dataset.id === id);
    this.panelTarget.dispatchEvent(new CustomEvent("panel:open", { detail: { href } }));
    this.remember(id);
  }

  hide() {
    const row = this.rowOf(this.shown ?? "");
    this.shown = null;
    this.panelTarget.dispatchEvent(new CustomEvent("panel:close"));
    row?.classList.remove("shown");
    if (row && !this.element.contains(document.activeElement)) this.mark(row);
    this.remember("");
  }

  /** While the panel is open it shows the marked row. */
  follow() {
    const row = this.marked;
    if (!row || !this.shown || row.dataset.id === this.shown || this.panelTarget.hidden) return;
    clearTimeout(this.following);
    this.following = setTimeout(() => { if (this.marked === row) this.show(row); }, 120);
  }

  remember(id) {
    const address = new URL(location.href);
    if (id) address.searchParams.set("open", id);
    else address.searchParams.delete("open");
    history.replaceState(history.state, "", address);
  }

  changed(event) {
    this.refresh([event.detail.id]);
  }

  /** Fetches rows anew by their ids, and puts them in place; those that left the view fade. */
  async refresh(ids) {
    const address = new URL(this.hrefValue, location.href);
    address.searchParams.set("part", "rows");
    for (const id of ids.slice(0, 50)) address.searchParams.append("id", id);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const box = document.createElement("table");
    box.innerHTML = await answer.text();
    for (const id of ids) {
      const old = this.rowOf(id), fresh = box.querySelector(`tr[data-id="${CSS.escape(id)}"]`);
      if (!old) continue;
      if (!fresh) old.classList.add("left");
      else {
        fresh.classList.toggle("shown", old.classList.contains("shown"));
        const focused = old.contains(document.activeElement) ? [...old.cells].indexOf(document.activeElement.closest("td")) : -1;
        old.replaceWith(fresh);
        if (focused >= 0) this.mark(fresh, focused);
      }
    }
    this.selection.mark();
    const totals = this.element.querySelector(".totals");
    if (totals) htmx.trigger(totals, "load");
  }
}

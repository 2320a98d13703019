// Detail rows as a sheet: rows come, go and move; keys, mouse and clipboard are read here and done next door.
import { Controller } from "@hotwired/stimulus";
import { clearRange, copyRange, cutRange, fillFrom, fillRange } from "dougong/grid-copy";
import { hold, put, shown, stateOf } from "dougong/grid-cells";
import { History, changes } from "dougong/grid-history";
import { cellsOf, controlOf, enter, goTo, jumpTo, keyOf } from "dougong/grid-keys";
import { paste } from "dougong/grid-paste";
import { Range } from "dougong/grid-range";
import { notice } from "dougong/notice";
import { firstControl, fromTemplate, tellRows } from "dougong/rows";
import { text } from "dougong/texts";

export default class extends Controller {
  static targets = ["rows", "blank", "status"];

  connect() {
    this.body = this.rowsTarget; // asked for with every key: looking it up goes through the whole form
    this.blank = this.hasBlankTarget ? this.blankTarget : null;
    this.history = new History();
    this.range = this.sheet ? new Range(this) : null;
    this.listening = new AbortController();
    const on = (kind, work) => this.element.addEventListener(kind, (event) => { if (this.own(event.target)) work(event); },
      { signal: this.listening.signal });
    on("keydown", (event) => this.key(event));
    on("paste", (event) => paste(this, event));
    on("focusin", (event) => this.entered(event.target));
    on("focusout", () => this.left());
    for (const row of this.rows) entitle(row);
    on("input", (event) => entitle(this.own(event.target)));
    if (!this.sheet) return;
    on("copy", (event) => copyRange(this, event));
    on("cut", (event) => cutRange(this, event));
    on("contextmenu", (event) => this.menu(event));
    on("click", (event) => { if (event.target.closest("td.dg-no")) this.menu(event); });
    this.range.listen(this.listening.signal);
    const { scroll } = this.range, table = scroll.firstElementChild;
    scroll.addEventListener("scroll", () => {
      const { scrollLeft } = scroll;
      if (scrollLeft === this.shifted) return;
      if (!this.shifted) this.near();
      this.shifted = scrollLeft;
      table.classList.toggle("dg-shifted", scrollLeft > 0);
      table.style.setProperty("--shift", `${scrollLeft}px`);
    }, { signal: this.listening.signal, passive: true });
    this.body.addEventListener("contentvisibilityautostatechange", ({ target, skipped }) => target.classList.toggle("dg-near", !skipped),
      { signal: this.listening.signal });
  }

  // Marks the lines near the window; from then on each says itself when it comes or goes.
  near() {
    for (const row of this.rows) row.classList.toggle("dg-near", row.firstElementChild.checkVisibility({ contentVisibilityAuto: true }));
  }

  disconnect() {
    this.listening.abort();
  }

  /** Whether rows are lines of cells. */
  get sheet() {
    return this.body.tagName === "TBODY";
  }

  get rows() {
    return [...this.body.children].filter((row) => row.dataset.row !== undefined);
  }

  /** How many rows may still be added; none where the server has to be asked for one. */
  get room() {
    return this.blank ? Math.max(0, Number(this.element.dataset.most ?? 1000) - this.rows.length) : 0;
  }

  /** The row something stands in; null where it is in a list inside or outside. */
  own(element) {
    const row = element.closest("[data-row]");
    return row?.parentElement === this.body ? row : null;
  }

  add(event) {
    if (!this.blank) return; // without a template the server is asked
    event?.preventDefault();
    const [row] = this.added(this.addRows(1));
    if (row) firstControl(row)?.focus();
  }

  /** As many new rows as there is room for, before a row or at the end. */
  addRows(count, before = null) {
    const most = Math.min(count, this.room);
    if (most < count && this.blank) notice(text("atMost", { n: this.element.dataset.most }), { tone: "warn" });
    if (most === 0) return [];
    const rows = fromTemplate(this.blank, most);
    rows.forEach(entitle);
    this.put(rows, before);
    return rows;
  }

  put(rows, before = null) {
    const next = before?.parentElement === this.body ? before : null;
    const part = document.createDocumentFragment();
    part.append(...rows);
    this.body.insertBefore(part, next);
    this.changed({ added: rows });
  }

  take(rows) {
    for (const row of rows) row.remove();
    this.changed({ removed: rows });
  }

  changed(detail) {
    tellRows(this.element, detail);
    this.range?.redraw();
  }

  /** Remembers that rows were added, so that it can be taken back. */
  added(rows) {
    if (rows.length === 0) return rows;
    const next = rows.at(-1).nextElementSibling;
    this.history.push({ back: () => this.take(rows), again: () => this.put(rows, next) });
    return rows;
  }

  remove(event) {
    const row = this.own(event.currentTarget);
    if (!row) return;
    event.preventDefault();
    event.stopPropagation();
    this.removeRow(row);
  }

  removeRow(row) {
    if (!row.querySelector(".dg-remove")) return; // it cannot be taken away
    const next = row.nextElementSibling, near = next ?? row.previousElementSibling;
    this.take([row]);
    const deed = { back: () => this.put([row], next), again: () => this.take([row]) };
    this.history.push(deed);
    (near?.querySelector(".dg-remove") ?? this.element.querySelector(":scope > .dg-tools > .dg-add"))?.focus();
    notice(text("removed"), { undo: () => { this.history.forget(deed); deed.back(); firstControl(row)?.focus(); } });
  }

  up(event) {
    const row = this.own(event.currentTarget);
    if (!row) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(row, -1, event.currentTarget);
  }

  move(row, by, focused = null) {
    const rows = this.rows, other = rows[rows.indexOf(row) + by];
    if (!other) return;
    const shift = (down) => {
      if (down) row.nextElementSibling?.after(row);
      else row.previousElementSibling?.before(row);
      this.changed({});
    };
    shift(by > 0);
    this.history.push({ back: () => shift(by < 0), again: () => shift(by > 0) });
    focused?.focus();
  }

  /** A new row before or after one, empty or with what that one holds. */
  insert(row, { after = true, copy = false } = {}) {
    const [fresh] = this.addRows(1, after ? row.nextElementSibling : row);
    if (!fresh) return;
    if (copy) copyRow(row, fresh);
    this.added([fresh]);
    enter(controlOf(cellsOf(fresh)[this.range?.column ?? 1]) ?? firstControl(fresh));
  }

  /** The last row once more. */
  again() {
    const last = this.rows.at(-1);
    if (last) this.insert(last, { copy: true });
    else this.add();
  }

  fold(event) {
    foldRow(this.own(event.currentTarget));
  }

  /** Folds every section; where all are folded, opens them. */
  foldAll() {
    const open = this.rows.filter((row) => !row.classList.contains("dg-folded"));
    for (const row of open.length ? open : this.rows) foldRow(row);
  }

  async menu(event) {
    const row = this.own(event.target);
    if (event.target.matches("input, textarea") || !this.blank) return;
    event.preventDefault();
    this.range.row(row);
    const { rowMenu } = await import("dougong/grid-menu");
    rowMenu(this, row, event);
  }

  async help() {
    const { keyHelp } = await import("dougong/grid-menu");
    keyHelp(this);
  }

  // What is typed into a cell can be taken back once it is left.
  entered(control) {
    const field = control.closest("[data-name][data-kind]"), held = field && hold(field);
    this.typing = held && { held, before: stateOf(held) };
    const cell = control.closest("td");
    if (cell && this.range && !this.range.moving) this.range.at(cell);
  }

  left() {
    if (!this.typing) return;
    const { held, before } = this.typing, after = stateOf(held);
    this.typing = null;
    if (JSON.stringify(before) !== JSON.stringify(after)) this.history.push(changes([[held, before, after]]));
  }

  /** Writes into cells at once, as one deed. list: [held, before, after]. */
  write(list) {
    const real = list.filter(([, before, after]) => JSON.stringify(before) !== JSON.stringify(after));
    for (const [held, , after] of real) put(held, after);
    if (real.length) this.history.push(changes(real));
    this.settle();
    return real.length;
  }

  /** A deed changed the cell in which the focus stands: what it held before was not typed. */
  settle() {
    if (this.typing) this.typing.before = stateOf(this.typing.held);
  }

  key(event) {
    const row = this.own(event.target);
    if (!row || event.isComposing || event.defaultPrevented) return;
    const deed = keyOf(event, this.sheet, this.range);
    if (deed && this[deed.does](row, event.target, deed)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  // What keys do; each says whether it did it.
  step(row, control, { down, right, far }) {
    return far ? jumpTo(this.rows, row, control, down, right) : goTo(this.rows, row, control, down, right);
  }

  next(row, control, { down }) {
    if (goTo(this.rows, row, control, down, 0)) return true;
    if (down > 0 && row === this.rows.at(-1)) goTo([row, ...this.added(this.addRows(1))], row, control, 1, 0);
    return true;
  }

  shift(row, control, { down }) {
    this.move(row, down, control);
    return true;
  }

  reach(row, control, { down, right, far }) {
    return this.range.extend(down, right, far);
  }

  all() {
    return this.range.all();
  }

  fill() {
    return fillRange(this);
  }

  spread(source, count) {
    return fillFrom(this, source, count);
  }

  clear() {
    return clearRange(this);
  }

  undo(row, control) {
    if (this.typing && JSON.stringify(this.typing.before) !== JSON.stringify(stateOf(this.typing.held))) return false; // the browser's own
    return this.travel("undo", control);
  }

  redo(row, control) {
    return this.travel("redo", control);
  }

  travel(way, control) {
    const went = this.history[way]();
    this.settle();
    this.range?.redraw();
    if (!control.isConnected) firstControl(this.rows.at(-1) ?? this.element)?.focus();
    return went;
  }

  /** Takes back a deed and what was done since; all of it can be done again. */
  backBefore(deed) {
    this.left();
    this.history.before(deed);
    this.range?.redraw();
  }

  escape(row, control) {
    if (this.range.many) return this.range.collapse();
    const { held, before } = this.typing ?? {};
    if (!held || JSON.stringify(before) === JSON.stringify(stateOf(held))) return false;
    put(held, before);
    control.select?.();
    return true;
  }

  place(row, control, { after }) {
    this.insert(row, { after });
    return true;
  }

  twice(row) {
    this.insert(row, { copy: true });
    return true;
  }

  drop(row, control) {
    const at = cellsOf(row).findIndex((cell) => cell.contains(control)), near = row.nextElementSibling ?? row.previousElementSibling;
    this.removeRow(row);
    enter(controlOf(near && cellsOf(near)[at]));
    return true;
  }

  keys() {
    this.help();
    return true;
  }
}

function foldRow(row) {
  const folded = row.classList.toggle("dg-folded");
  row.querySelector(":scope > .dg-row-head > [aria-expanded]")?.setAttribute("aria-expanded", String(!folded));
}

// The head of a section shows what its first field holds.
function entitle(row) {
  const title = row.querySelector(":scope > .dg-row-head > [data-title]");
  if (!title) return;
  const list = row.closest(".dg-list"), field = [...row.querySelectorAll("[data-name][data-kind]")].find((one) => one.closest(".dg-list") === list);
  const words = field ? shown(field) : "";
  if (title.textContent !== words) title.textContent = words;
}

function copyRow(from, to) {
  const source = cellsOf(from);
  cellsOf(to).forEach((cell, i) => {
    const [one, other] = [source[i], cell].map((at) => at?.querySelector("[data-name][data-kind]"));
    const [held, target] = [one && hold(one), other && hold(other)];
    if (held && target) put(target, stateOf(held));
  });
}

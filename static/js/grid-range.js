// The rectangle of cells that is chosen in a sheet: one frame laid over them, so that no cell is touched.
import { controlsOf } from "dougong/form-values";
import { figures } from "dougong/figures";
import { shown } from "dougong/grid-cells";
import { cellsOf } from "dougong/grid-keys";
import { element, text } from "dougong/texts";

const NUMBERS = new Set(["integer", "number", "quantity", "money", "price", "percent"]);
const MOST_SUMMED = 5000;

export class Range {
  constructor(grid) {
    this.grid = grid;
    this.scroll = grid.body.closest(".dg-scroll");
    this.handle = element("span", "dg-handle");
    this.box = element("div", "dg-range", { "aria-hidden": "true", hidden: "" }, this.handle);
    this.scroll.append(this.box);
    this.from = this.to = null; // {row, column}
  }

  listen(signal) {
    const on = (kind, work) => this.scroll.addEventListener(kind, work, { signal });
    on("mousedown", (event) => this.pressed(event));
    on("mousemove", (event) => this.dragged(event));
    document.addEventListener("mouseup", () => this.released(), { signal });
    document.addEventListener("mousedown", (event) => { if (!this.scroll.contains(event.target)) this.hide(); }, { signal });
  }

  get many() {
    return Boolean(this.from) && (this.from.row !== this.to.row || this.from.column !== this.to.column);
  }

  get column() {
    return this.from?.column ?? 1;
  }

  /** The chosen lines: from, to (indexes), left, right (columns). */
  get bounds() {
    const rows = this.grid.rows, ends = [this.from, this.to].map(({ row }) => rows.indexOf(row)).sort((a, b) => a - b);
    const [left, right] = [this.from.column, this.to.column].sort((a, b) => a - b);
    return { rows, top: Math.max(0, ends[0]), bottom: ends[1], left, right };
  }

  /** The fields of the chosen cells, line by line; null for a cell without one. */
  get fields() {
    const { rows, top, bottom, left, right } = this.bounds;
    return rows.slice(top, bottom + 1).map((row) => cellsOf(row).slice(left, right + 1)
      .map((cell) => cell.querySelector("[data-name][data-kind]")));
  }

  at(cell) {
    const row = cell.parentElement, column = cellsOf(row).indexOf(cell);
    if (cell.matches(".dg-no, .dg-row-end")) return this.hide();
    this.from = this.to = { row, column };
    this.redraw();
  }

  row(row) {
    this.from = { row, column: 1 };
    this.to = { row, column: row.children.length - 2 };
    this.redraw();
  }

  all() {
    const { rows } = this.grid;
    this.from = { row: rows[0], column: 1 };
    this.to = { row: rows.at(-1), column: rows[0].children.length - 2 };
    this.redraw();
    return true;
  }

  collapse() {
    this.to = this.from;
    this.redraw();
    return true;
  }

  hide() {
    this.from = this.to = null;
    this.redraw();
  }

  /** The far corner goes further, or to the end. */
  extend(down, right, far = false) {
    if (!this.from) return false;
    const { rows } = this.grid, last = this.to.row.children.length - 2;
    const line = far && down ? (down > 0 ? rows.length - 1 : 0) : rows.indexOf(this.to.row) + down;
    const column = far && right ? (right > 0 ? last : 1) : this.to.column + right;
    this.to = { row: rows[Math.max(0, Math.min(rows.length - 1, line))], column: Math.max(1, Math.min(last, column)) };
    this.to.row.children[this.to.column].scrollIntoView({ block: "nearest", inline: "nearest" });
    this.redraw();
    return true;
  }

  pressed(event) {
    if (event.button !== 0) return;
    if (event.target === this.handle) {
      event.preventDefault();
      this.filling = this.bounds;
      this.box.classList.add("dg-filling");
      return;
    }
    const head = event.target.closest("thead th:not(.dg-no):not(.dg-row-end)");
    if (head && this.grid.rows.length) return this.line(head);
    const cell = this.cellAt(event);
    if (!cell) return;
    if (event.shiftKey && this.from) {
      event.preventDefault();
      this.to = cell;
      this.redraw();
    } else this.start = cell;
  }

  line(head) {
    const { rows } = this.grid, column = [...head.parentElement.children].indexOf(head);
    this.from = { row: rows[0], column };
    this.to = { row: rows.at(-1), column };
    const first = rows[0].children[column].querySelector("input, select, textarea");
    this.moving = true;
    first?.focus({ preventScroll: true });
    this.moving = false;
    this.redraw();
  }

  cellAt(event) {
    const cell = event.target.closest?.("td");
    if (!cell || cell.matches(".dg-no, .dg-row-end") || cell.parentElement.parentElement !== this.grid.body) return null;
    return { row: cell.parentElement, column: cellsOf(cell.parentElement).indexOf(cell) };
  }

  dragged(event) {
    if (event.buttons !== 1 || !(this.start || this.filling)) return;
    const cell = this.cellAt(event);
    if (!cell) return;
    if (this.filling) {
      const { rows, top, bottom, left, right } = this.filling, line = Math.max(bottom, rows.indexOf(cell.row));
      this.from = { row: rows[top], column: left };
      this.to = { row: rows[line], column: right };
    } else {
      if (cell.row === this.start.row && cell.column === this.start.column && !this.many) return;
      event.preventDefault();
      this.from = this.start;
      this.to = cell;
    }
    this.redraw();
  }

  released() {
    this.start = null;
    if (!this.filling) return;
    const source = this.filling, { bottom } = this.bounds;
    this.filling = null;
    this.box.classList.remove("dg-filling");
    this.grid.spread(source, bottom);
  }

  /** Draws the frame where the cells stand now, once a frame. */
  redraw() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.draw();
    });
  }

  draw() {
    if (this.from && !(this.from.row.isConnected && this.to.row.isConnected)) this.from = this.to = null;
    this.box.hidden = !this.from;
    if (!this.from) return this.say("");
    const { rows, top, bottom, left, right } = this.bounds, around = this.scroll.getBoundingClientRect();
    const first = rows[top].getBoundingClientRect(), last = rows[bottom].getBoundingClientRect();
    const [begin, end] = [left, right].map((column) => rows[top].children[column].getBoundingClientRect());
    const x = this.scroll.scrollLeft - around.left - this.scroll.clientLeft, y = this.scroll.scrollTop - around.top - this.scroll.clientTop;
    Object.assign(this.box.style, {
      left: `${begin.left + x - 1}px`, top: `${first.top + y - 1}px`,
      width: `${end.right - begin.left + 1}px`, height: `${last.bottom - first.top + 1}px`,
    });
    this.box.toggleAttribute("data-one", !this.many);
    this.say(this.many ? this.summary() : "");
  }

  summary() {
    const lines = this.fields, count = lines.length * lines[0].length;
    const said = text("chosenCells", { rows: lines.length, columns: lines[0].length });
    if (count > MOST_SUMMED) return said;
    const numbers = lines.flat().filter((field) => field && NUMBERS.has(field.dataset.kind))
      .map((field) => figures(controlsOf(field).length ? controlsOf(field)[0].value : shown(field))).filter((one) => one !== null);
    if (numbers.length < 2) return said;
    const sum = numbers.reduce((total, one) => total + Number(one), 0);
    return `${said} · ${text("sum", { n: sum.toLocaleString("en", { maximumFractionDigits: 4 }) })}`;
  }

  say(words) {
    if (this.grid.hasStatusTarget && this.grid.statusTarget.textContent !== words) this.grid.statusTarget.textContent = words;
  }
}

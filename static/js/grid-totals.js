// What the columns of sheets add up to, kept by differences: a keystroke costs one addition, however many rows there are.
import { Exact, kindOf, write } from "dougong/expression-values";
import { UNKNOWN } from "dougong/form-values";
import { above } from "dougong/form-store";
import { element, text } from "dougong/texts";

const NONE = new Exact(0);

export class Totals {
  constructor(store) {
    this.store = store;
    this.sums = new Map(); // list and key, or their pattern -> {value, kind, filled, places to show it}
    this.stale = new Set();
    for (const list of store.lists.values()) this.find(list);
    for (const field of store.fields.values()) this.note(field, null, store.effective(field));
    store.watch = (field, before, after) => this.note(field, before, after);
    this.show();
  }

  /** Takes in the columns that a list adds up. */
  find(list) {
    for (const cell of list.element.querySelectorAll(":scope > .dg-scroll > table > tfoot [data-sum]")) {
      const kind = /dg-kind-(\w+)/.exec(cell.className)[1], { sum: key, label } = cell.dataset;
      this.sum(`${list.name}/${key}`, kind).cells.add(cell);
      const outer = list.element.parentElement.closest(".dg-list"), row = list.element.closest("[data-row]");
      const head = row?.querySelector(":scope > .dg-row-head > .dg-row-sums"), grand = outer?.querySelector(":scope > .dg-grand");
      if (head) this.sum(`${list.name}/${key}`, kind).cells.add(figure(head, key, label));
      if (grand) this.sum(`${list.pattern}/*/${key}`, kind).cells.add(figure(grand, key, label));
    }
  }

  sum(id, kind) {
    if (!this.sums.has(id)) this.sums.set(id, { value: NONE, filled: 0, kind, cells: new Set() });
    return this.sums.get(id);
  }

  /** New rows bring lists of their own. */
  added(lists) {
    for (const list of lists) {
      this.find(list);
      for (const { key } of this.keys(list)) {
        for (const row of list.array ?? []) if (row && typeof row === "object") this.count(`${list.name}/${key}`, null, row[key] ?? null);
      }
    }
  }

  keys(list) {
    return [...list.element.querySelectorAll(":scope > .dg-scroll > table > tfoot [data-sum]")].map((cell) => ({ key: cell.dataset.sum }));
  }

  note(field, before, after) {
    const row = above(field.name, this.store.root);
    this.count(`${above(row, this.store.root)}/${field.key}`, before, after);
    this.count(field.pattern, before, after);
  }

  count(id, before, after) {
    const sum = this.sums.get(id);
    if (!sum) return;
    const [less, more] = [before, after].map(number);
    if (less) [sum.value, sum.filled] = [sum.value.minus(less), sum.filled - 1];
    if (more) [sum.value, sum.filled] = [sum.value.plus(more), sum.filled + 1];
    if (less || more) this.stale.add(sum);
  }

  /** Shows what changed. */
  show() {
    for (const sum of this.stale) {
      const words = sum.filled ? amount(sum) : "";
      for (const cell of sum.cells) if (cell.textContent !== words) cell.textContent = words;
    }
    this.stale.clear();
  }
}

const number = (value) => (value !== null && value !== UNKNOWN && value !== undefined && kindOf(value) === "number" ? value : null);

function figure(place, key, label) {
  const found = [...place.querySelectorAll("b")].find((one) => one.dataset.sum === key);
  if (found) return found;
  const made = element("b", "", { "data-sum": key });
  place.append(element("span", "", {}, `${label} `, made));
  return made;
}

function amount({ value, kind }) {
  const sign = value.isNegative() && !value.isZero() ? "−" : "";
  if (kind === "duration") {
    const minutes = Number(write(value.abs()));
    return `${sign}${Math.floor(minutes / 60)}:${String(Math.round(minutes % 60)).padStart(2, "0")}`;
  }
  const [whole, decimals = ""] = write(value.abs()).split("."), apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const after = kind === "money" ? decimals.padEnd(2, "0") : decimals;
  return `${sign}${kind === "money" ? text("currency") : ""}${apart}${after && `.${after}`}`;
}

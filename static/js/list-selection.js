// Which entries of a list are selected: kept by id, so that rows may come and go while scrolling.
export class Selection {
  constructor(list) {
    this.list = list;
    this.chosen = new Map();
    this.last = null;
  }

  get size() {
    return this.chosen.size;
  }

  get ids() {
    return [...this.chosen.keys()];
  }

  put(row, chosen) {
    if (chosen) this.chosen.set(row.dataset.id, row.dataset.version);
    else this.chosen.delete(row.dataset.id);
  }

  toggle(row, through = false) {
    const chosen = through || !this.chosen.has(row.dataset.id);
    if (through && this.last) this.between(this.last, row.dataset.id, chosen);
    else this.put(row, chosen);
    this.last = row.dataset.id;
    this.mark();
  }

  extend(from, to) {
    this.put(from, true);
    this.put(to, true);
    this.last = to.dataset.id;
    this.mark();
  }

  between(first, last, chosen) {
    const rows = this.list.rows, at = rows.map((row) => row.dataset.id);
    const [low, high] = [at.indexOf(first), at.indexOf(last)].sort((one, other) => one - other);
    for (const row of rows.slice(Math.max(0, low), high + 1)) this.put(row, chosen);
  }

  /** A click into the first cell: the whole cell counts, not only the box. */
  clicked(event, row) {
    const box = row.querySelector(".tick input");
    if (event.target !== box) event.preventDefault();
    this.toggle(row, event.shiftKey);
  }

  all(chosen) {
    for (const row of this.list.rows) this.put(row, chosen);
    this.mark();
  }

  clear() {
    this.chosen.clear();
    this.mark();
  }

  /** Shows what is selected in the rows that stand there, and tells the bar. */
  mark() {
    const rows = this.list.rows;
    for (const row of rows) {
      const chosen = this.chosen.has(row.dataset.id);
      if (chosen) this.chosen.set(row.dataset.id, row.dataset.version);
      row.classList.toggle("selected", chosen);
      row.querySelector(".tick input").checked = chosen;
      this.list.picking?.still(row.querySelector("a.row-link"));
    }
    const head = this.list.tableTarget.tHead.querySelector(".tick input");
    head.checked = rows.length > 0 && rows.every((row) => this.chosen.has(row.dataset.id));
    head.indeterminate = !head.checked && this.size > 0;
    this.list.element.classList.toggle("selecting", this.size > 0);
    this.list.dispatch("selected", { detail: { ids: this.ids } });
  }
}

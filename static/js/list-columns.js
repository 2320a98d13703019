// Columns of a list: pulled wider and narrower by mouse and keyboard, dragged to another place; kept for the person.
import { element, text } from "dougong/texts";

const NARROWEST = 56, WIDEST = 640, STEP = 16;

export class Columns {
  constructor(list) {
    this.list = list;
    this.table = list.tableTarget;
    this.cols = [...this.table.querySelectorAll("col")];
    this.heads = [...this.table.tHead.rows[0].cells];
    this.came = this.order;
    if (this.table.dataset.frozen !== "1") this.freeze();
    for (const [at, head] of this.heads.entries()) if (head.dataset.key) this.prepare(head, this.cols[at]);
  }

  /** What new rows need: columns moved since the page came are moved in them too. */
  dress(body) {
    const now = this.order, came = this.came;
    if (now.join() === came.join()) return;
    for (const row of body.rows) {
      const cells = [...row.cells], places = now.map((key) => cells[came.indexOf(key) + 1]);
      row.append(...places, cells.at(-1));
    }
  }

  /** The first columns stay while the others scroll: each behind the one before it. */
  freeze() {
    const frozen = Number(this.table.dataset.frozen);
    this.sheet ??= new CSSStyleSheet();
    if (!document.adoptedStyleSheets.includes(this.sheet)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
    const heads = [...this.table.tHead.rows[0].cells];
    let left = heads[0].offsetWidth, rules = "";
    for (let at = 1; at <= frozen && at < heads.length - 1; at += 1) {
      rules += `#list table.list tr > :nth-child(${at + 1}):not([colspan]) { position: sticky; left: ${left}px; z-index: 2; } #list table.list thead tr > :nth-child(${at + 1}):not([colspan]) { z-index: 4; background: var(--paper-2); }\n`;
      left += heads[at].offsetWidth;
    }
    if (frozen === 0) rules = "#list table.list .tick + * { position: static; }  #list table.list thead .tick + * { position: sticky; left: auto; }";
    this.sheet.replaceSync(`@media (min-width: 768px) { ${rules} }`);
  }

  prepare(head, col) {
    const edge = element("button", "edge", {
      type: "button", role: "separator", "aria-orientation": "vertical", "aria-valuemin": NARROWEST, "aria-valuemax": WIDEST,
      "aria-valuenow": col.width, "aria-label": text("columnWidth", { name: head.textContent.trim() }),
    });
    head.append(edge);
    edge.addEventListener("pointerdown", (event) => this.pull(event, edge, col));
    edge.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      this.own();
      this.widen(edge, col, Number(col.width) + step);
      this.keepSoon();
    });
    edge.addEventListener("click", (event) => event.stopPropagation());
    head.draggable = true;
    for (const link of head.querySelectorAll("a")) link.draggable = false;
    head.addEventListener("dragstart", (event) => this.lift(event, head));
    head.addEventListener("dragover", (event) => this.over(event, head));
    head.addEventListener("dragleave", () => head.classList.remove("drop-before", "drop-after"));
    head.addEventListener("drop", (event) => this.drop(event, head));
    head.addEventListener("dragend", () => this.clean());
  }

  /** From now on the columns have the widths they have; what is left over stays empty. */
  own() {
    if (this.table.classList.contains("own-widths")) return;
    const widths = this.cols.map((col, at) => this.heads[at].offsetWidth);
    for (const [at, col] of this.cols.entries()) if (this.heads[at].dataset.key) col.width = widths[at];
    this.table.width = this.cols.reduce((sum, col) => sum + Number(col.width), 0);
    this.table.classList.add("own-widths");
  }

  pull(event, edge, col) {
    event.preventDefault();
    this.own();
    edge.setPointerCapture(event.pointerId);
    const from = event.clientX, was = Number(col.width);
    const move = (now) => this.widen(edge, col, was + now.clientX - from);
    edge.addEventListener("pointermove", move);
    edge.addEventListener("lostpointercapture", () => {
      edge.removeEventListener("pointermove", move);
      if (Number(col.width) !== was) this.keep();
    }, { once: true });
  }

  widen(edge, col, width) {
    const now = Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)));
    this.table.width = Number(this.table.width) + now - Number(col.width);
    col.width = now;
    edge.setAttribute("aria-valuenow", now);
  }

  lift(event, head) {
    if (event.target !== head) return;
    this.dragged = head;
    head.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", head.dataset.key);
  }

  over(event, head) {
    if (!this.dragged || this.dragged === head) return;
    event.preventDefault();
    const place = head.getBoundingClientRect(), before = event.clientX < place.left + place.width / 2;
    head.classList.toggle("drop-before", before);
    head.classList.toggle("drop-after", !before);
  }

  drop(event, head) {
    if (!this.dragged) return;
    event.preventDefault();
    this.move(this.dragged, head, head.classList.contains("drop-after"));
    this.clean();
  }

  clean() {
    this.dragged = null;
    for (const head of this.heads) head.classList.remove("dragged", "drop-before", "drop-after");
  }

  /** Moves a column before or behind another, in every row that stands there. */
  move(head, to, behind) {
    const heads = [...this.table.tHead.rows[0].cells], from = heads.indexOf(head);
    const at = heads.indexOf(to) + (behind ? 1 : 0);
    const shift = (cells) => cells[at === cells.length ? at - 1 : at].before(cells[from]);
    shift([...this.table.querySelectorAll("col")]);
    for (const row of this.table.querySelectorAll("thead tr, tbody tr[data-id]")) shift([...row.cells]);
    this.keep();
  }

  get order() {
    return [...this.table.tHead.rows[0].cells].map((head) => head.dataset.key).filter(Boolean);
  }

  get widths() {
    const cols = [...this.table.querySelectorAll("col")], heads = [...this.table.tHead.rows[0].cells];
    return Object.fromEntries(heads.map((head, at) => [head.dataset.key, Number(cols[at].width)]).filter(([key]) => key));
  }

  keepSoon() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.keep(), 400);
  }

  keep() {
    if (this.table.dataset.frozen !== "1") this.freeze();
    this.list.dispatch("columns", { detail: { order: this.order, widths: this.widths } });
  }
}

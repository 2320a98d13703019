// Selecting on a phone: a button or a long press turns the cards into boxes to tick; Done or Escape ends it.
const PHONE = matchMedia("(max-width: 767px)");
const LONG = 500, SLACK = 10; // ms a finger rests, px it may tremble

export class Picking {
  constructor(list) {
    this.list = list;
    this.on = false;
    const { tableTarget } = list;
    list.listen(tableTarget, "pointerdown", (event) => this.down(event));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) list.listen(tableTarget, name, () => clearTimeout(this.waiting));
    list.listen(tableTarget, "pointermove", (event) => this.moved(event));
    list.listen(tableTarget, "contextmenu", (event) => { if (this.held) event.preventDefault(); });
    list.listen(tableTarget, "click", (event) => this.after(event), { capture: true });
    list.listen(PHONE, "change", () => { if (!PHONE.matches) this.end(); });
  }

  get button() {
    return this.list.element.querySelector(".tool-pick");
  }

  begin() {
    if (this.on) return;
    this.turn(true);
  }

  /** Back to cards that open; the focus goes to where it began. */
  end({ focus = false } = {}) {
    if (!this.on) return;
    this.turn(false);
    this.list.selection.clear();
    if (focus) this.button?.focus();
  }

  turn(on) {
    this.on = on;
    this.list.element.classList.toggle("picking", on);
    this.button?.setAttribute("aria-pressed", `${on}`);
    for (const link of this.list.tableTarget.querySelectorAll("a.row-link")) this.still(link);
    this.list.selection.mark();
  }

  /** While cards are ticked, the box speaks for the card; the link in it is no stop. */
  still(link) {
    link.toggleAttribute("inert", this.on);
  }

  down(event) {
    const row = event.target.closest("tr[data-id]");
    this.held = false;
    clearTimeout(this.waiting);
    if (!row || !PHONE.matches || event.pointerType === "mouse" || !event.isPrimary) return;
    this.at = [event.clientX, event.clientY];
    this.waiting = setTimeout(() => this.hold(row), LONG);
  }

  moved(event) {
    if (this.at && Math.hypot(event.clientX - this.at[0], event.clientY - this.at[1]) > SLACK) clearTimeout(this.waiting);
  }

  hold(row) {
    this.held = true;
    navigator.vibrate?.(10);
    this.begin();
    this.list.selection.toggle(row);
  }

  /** The click that ends a long press opens nothing. */
  after(event) {
    if (!this.held) return;
    this.held = false;
    event.preventDefault();
    event.stopPropagation();
  }
}

// Conditions and formulas of a form, live: reads what changed, once a frame, and lets the engine work out the rest.
import { Controller } from "@hotwired/stimulus";
import { Engine } from "dougong/form-engine";
import { adopt, canAsk, newest } from "dougong/form-refresh";
import { Store } from "dougong/form-store";
import { Totals } from "dougong/grid-totals";

const PAUSE = 600; // ms without a keystroke before the server is asked

const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};

export default class extends Controller {
  connect() {
    const { formRootValue: root = "#", known = "{}", today: day = today() } = this.element.dataset;
    this.store = new Store(this.element, root);
    this.totals = new Totals(this.store);
    this.engine = new Engine(this.store, { known: JSON.parse(known), today: day, wanted: () => this.ask() });
    this.waiting = new Set();
    this.frame = null;
    this.turn = 0;
    this.onChange = (event) => this.touched(event.target);
    this.onRows = (event) => this.rows(event.target, event.detail);
    for (const kind of ["input", "change"]) this.element.addEventListener(kind, this.onChange);
    this.element.addEventListener("rows:changed", this.onRows);
    this.restored();
    this.element.dataset.live = "yes"; // for style sheets and tests: from here on it answers
  }

  // The browser filled in what was typed before (going back, loading again): the page was drawn without it.
  restored() {
    for (const control of this.element.querySelectorAll("input, select, textarea")) {
      if (control.type === "hidden" || control.type === "file" || !differs(control)) continue;
      const field = this.store.fields.get(control.closest("[data-name][data-kind]")?.dataset.name);
      if (field) this.engine.changed(field.name, field.pattern);
    }
    this.run();
  }

  run(how) {
    this.engine.run(how);
    this.totals.show();
  }

  disconnect() {
    for (const kind of ["input", "change"]) this.element.removeEventListener(kind, this.onChange);
    this.element.removeEventListener("rows:changed", this.onRows);
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  touched(control) {
    const field = this.store.fields.get(control.closest("[data-name][data-kind]")?.dataset.name);
    if (!field) return;
    this.turn += 1;
    this.waiting.add(field);
    this.frame ??= requestAnimationFrame(() => this.work());
    if (asks(field, control)) this.ask(0);
    else if ("warns" in this.element.dataset) this.ask();
  }

  work() {
    this.frame = null;
    for (const field of this.waiting) if (this.store.reread(field)) this.engine.changed(field.name, field.pattern);
    this.waiting.clear();
    this.run();
  }

  // Rows were added, removed or moved in a list of the form.
  rows(element, { added = [], removed = [] }) {
    this.turn += 1;
    const list = this.store.lists.get(element.dataset.name);
    for (const row of removed) {
      this.store.drop(`${list.name}/${row.dataset.row}`);
      this.engine.drop(`${list.name}/${row.dataset.row}`);
    }
    const fresh = added.flatMap((row) => {
      const before = new Set(this.store.lists.keys());
      const fields = this.store.add(row);
      const inner = [...this.store.lists.values()].filter(({ name }) => !before.has(name));
      for (const one of inner) this.store.order(one);
      this.totals.added(inner);
      for (const [formula, instance] of this.engine.add(row)) formula.dirty.add(instance.where);
      return fields;
    });
    this.store.order(list);
    this.engine.moved(list);
    this.run({ quiet: fresh.length > 0 });
    if ("warns" in this.element.dataset && removed.length) this.ask();
  }

  // Asks the server for what only it knows, when nobody has typed for a moment; the newest answer counts.
  ask(pause = PAUSE) {
    if (!canAsk(this.element) || this.asked === this.turn) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), pause && Math.max(pause, 2 * (this.took ?? 0)));
  }

  async refresh() {
    const began = performance.now(), turn = this.turn;
    this.asked = turn;
    const answer = await newest(this.element);
    this.took = performance.now() - began;
    if (!answer || !this.element.isConnected) return;
    if (turn !== this.turn) this.ask(); // typed meanwhile: what came is already old
    else this.settle(adopt(this.element, answer));
  }

  settle({ outputs, shown, replaced }) {
    for (const name of outputs) {
      const field = this.store.fields.get(name);
      if (field) this.store.reread(field);
    }
    for (const element of shown) {
      const thing = this.store.fields.get(element.dataset.name) ?? this.store.lists.get(element.dataset.name);
      if (thing) this.store.hide(thing, element.hidden);
    }
    for (const element of replaced) {
      this.store.add(element);
      this.engine.add(element);
    }
    for (const element of shown) this.engine.doubt(element); // the server shows what holds a text; here the condition decides
    this.run({ quiet: true });
  }
}

function differs(control) {
  if (control.tagName === "SELECT") {
    const options = [...control.options], first = options.findIndex((option) => option.defaultSelected);
    return control.multiple ? options.some((option) => option.selected !== option.defaultSelected) : control.selectedIndex !== Math.max(0, first);
  }
  const { type } = control;
  return type === "checkbox" || type === "radio" ? control.checked !== control.defaultChecked : control.value !== control.defaultValue;
}

// What other fields offer may depend on a reference or a choice of the record itself.
function asks(field, control) {
  return ["reference", "user", "choice"].includes(field.element.dataset.kind) && !field.pattern.includes("/*")
    && (control.matches("select, input[type=radio]")) && control.form?.querySelector("select.dg-select") !== null;
}

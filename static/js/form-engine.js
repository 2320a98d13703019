// Keeps conditions and computed fields true while somebody types: works out again only what a change reaches.
import { evaluate, read } from "dougong/expression";
import { above } from "dougong/form-store";
import { ROWS, uses } from "dougong/form-formulas";
import { UNKNOWN, fitted, outputOf, show, textOf } from "dougong/form-values";
import { apply } from "dougong/form-states";

const WORDS = ["visible", "computed", "required", "readonly"];
const SELECTOR = WORDS.map((word) => `[data-${word}-when]`).join(",");
const ALL = Symbol("all");

export class Engine {
  /** known: names beside the record's own, {settings: {type, value}}. today: ISO date. wanted(): the server is asked. */
  constructor(store, { known = {}, today, wanted }) {
    Object.assign(this, { store, wanted, today: read({ name: "date" }, today) });
    this.known = Object.fromEntries(Object.entries(known).map(([name, { type, value }]) => [name, read(type, value)]));
    this.formulas = new Map(); // pattern, word and tree -> formula
    this.reached = new Map(); // pattern of a field -> [{formula, local}]
    this.trees = new Map();
    this.add(store.element);
  }

  /** Takes in the conditions of a part of the form; returns what was found as [formula, instance]. */
  add(part) {
    const found = [];
    const take = (element) => {
      for (const word of WORDS) {
        const text = element.dataset[`${word}When`];
        if (text !== undefined) found.push(this.addOne(element, word, text));
      }
    };
    if (part.matches(SELECTOR)) take(part);
    for (const element of part.querySelectorAll(SELECTOR)) take(element);
    this.order = null;
    return found;
  }

  addOne(element, word, text) {
    const { name, scope } = element.dataset;
    let where = name === undefined ? scope : above(name, this.store.root);
    while (this.store.listed.has(this.store.pattern(where))) where = above(where, this.store.root);
    const pattern = name === undefined ? "" : this.store.pattern(name), place = this.store.pattern(where);
    const id = [word, pattern, place, text].join("\n");
    if (!this.formulas.has(id)) this.formulas.set(id, this.formula(word, pattern, place, text));
    const formula = this.formulas.get(id), instance = { element, name, where };
    if (!formula.instances.has(where)) formula.instances.set(where, []);
    formula.instances.get(where).push(instance);
    return [formula, instance];
  }

  formula(word, pattern, place, text) {
    const made = { word, pattern, place, tree: JSON.parse(text), instances: new Map(), dirty: new Set(), fed: [] };
    const paths = uses(made.tree);
    made.names = [...new Set(paths.map(([name]) => name))];
    made.blind = false; // looks at something that this form does not show: only the server can tell
    for (const path of paths) this.connect(made, path);
    return made;
  }

  // Notes which fields a path reaches, from the innermost object around the formula to the record.
  connect(formula, path) {
    const { store } = this;
    let [name, ...rest] = path, from = formula.place;
    if (Object.hasOwn(this.known, name)) return;
    if (name === "record" || name === "row") {
      if (rest.length === 0 || (name === "row" && from === store.root)) return void (formula.blind = true);
      if (name === "record") from = store.root;
      [name, ...rest] = rest;
      if (!store.patterns.has(inside(from, name, store.root))) return void (formula.blind = true);
    } else {
      while (from !== store.root && !store.patterns.has(inside(from, name, store.root))) from = this.outside(from);
    }
    let at = inside(from, name, store.root), local = from === formula.place;
    for (const part of rest) {
      if (part === ROWS) return void this.feed(formula, `${at}/${ROWS}`, local);
      if (store.listed.has(at)) [at, local] = [`${at}/*`, false];
      const next = `${at}/${part}`;
      if (!store.patterns.has(next)) {
        if (at.endsWith("/*")) formula.blind = true;
        break;
      }
      at = next;
    }
    this.feed(formula, at, local);
  }

  outside(pattern) {
    const outer = above(pattern, this.store.root);
    return this.store.listed.has(outer) ? above(outer, this.store.root) : outer;
  }

  feed(formula, pattern, local) {
    if (!this.reached.has(pattern)) this.reached.set(pattern, []);
    this.reached.get(pattern).push({ formula, local });
    formula.fed.push(pattern);
  }

  /** A field, or a list's rows, changed: what looks at it has to be worked out again. */
  changed(name, pattern) {
    const { root } = this.store;
    for (let at = pattern; at && at !== root; at = above(at, root)) this.reach(at, name);
  }

  /** The rows of a list came, went or moved. */
  moved(list) {
    this.changed(list.name, list.pattern);
    const inner = `${list.pattern}/`;
    for (const pattern of this.reached.keys()) if (pattern.startsWith(inner)) this.reach(pattern, null);
  }

  // name: of what changed; null where a list's rows did.
  reach(pattern, name) {
    for (const { formula, local } of this.reached.get(pattern) ?? []) {
      if (!local) formula.dirty.add(ALL);
      else if (name !== null) formula.dirty.add(this.around(name, formula.place));
    }
  }

  // The object around a name in which formulas of a place stand.
  around(name, place) {
    if (place === this.store.root) return place;
    const offset = name.startsWith(`${this.store.root}/`) ? this.store.root.length : 0;
    return name.slice(0, offset) + name.slice(offset).split("/").slice(0, place.split("/").length).join("/");
  }

  /** Whether an element is shown has to be worked out again: somebody else has shown or hidden it. */
  doubt(element) {
    for (const { word, instances, dirty } of this.formulas.values()) {
      if (word !== "visible") continue;
      for (const [where, found] of instances) if (found.some((one) => one.element === element)) dirty.add(where);
    }
  }

  /** Works out everything a change reached, each formula after those it looks at. */
  run({ quiet = false } = {}) {
    let unknown = false;
    this.order ??= sorted([...this.formulas.values()]);
    for (const formula of this.order) {
      if (formula.dirty.size === 0) continue;
      const places = formula.dirty.has(ALL) ? [...formula.instances.keys()] : [...formula.dirty];
      formula.dirty.clear();
      for (const where of places) {
        const instances = formula.instances.get(where) ?? [];
        const answer = instances.length ? this.answer(formula, where) : null;
        for (const instance of instances) unknown = this.settle(formula, instance, answer, quiet) || unknown;
      }
    }
    if (unknown) this.wanted();
  }

  answer(formula, where) {
    if (formula.blind) return UNKNOWN;
    try {
      return evaluate(formula.tree, this.scope(formula, where), { today: this.today });
    } catch (error) {
      if (error.why === undefined) throw error; // not a formula's error but ours
      return UNKNOWN;
    }
  }

  scope({ names }, where) {
    const { store } = this, around = [];
    for (let at = where; ; at = above(at, store.root)) {
      if (store.objects.has(at)) around.push(store.objects.get(at));
      if (at === store.root) break;
    }
    const scope = {};
    for (const name of names) {
      if (Object.hasOwn(this.known, name)) scope[name] = this.known[name];
      else if (name === "record") scope.record = store.objects.get(store.root);
      else if (name === "row") [scope.row] = around;
      else {
        const holder = around.find((object) => Object.hasOwn(object, name));
        if (holder) scope[name] = holder[name];
      }
    }
    return scope;
  }

  // Shows an answer; whether the server has to be asked for it.
  settle({ word, pattern }, { element, name }, answer, quiet) {
    const thing = this.store.fields.get(name) ?? this.store.lists.get(name);
    if (word === "computed") return this.compute(thing, answer, quiet);
    if (answer === UNKNOWN) return !quiet;
    if (apply(word, element, answer === true) && word === "visible" && thing) {
      this.store.hide(thing, answer !== true);
      this.changed(name, pattern);
    }
    return false;
  }

  compute(field, answer, quiet) {
    const output = field && outputOf(field.element);
    if (!output || (answer === UNKNOWN && quiet)) return false; // what the server has said stands
    const value = answer === UNKNOWN ? UNKNOWN : fitted(field.element, answer);
    const shown = value === UNKNOWN ? null : textOf(field.element, value);
    output.classList.toggle("dg-stale", shown === null);
    if (shown !== null) show(field.element, shown);
    if (this.store.set(field, value)) this.changed(field.name, field.pattern);
    return shown === null && !quiet;
  }

  /** Forgets conditions of rows that are gone. */
  drop(name) {
    const gone = (where) => where === name || where.startsWith(`${name}/`);
    for (const formula of this.formulas.values()) {
      for (const where of formula.instances.keys()) if (gone(where)) formula.instances.delete(where);
      const own = formula.instances.get(above(name, this.store.root));
      if (own?.some((instance) => instance.name && gone(instance.name))) {
        formula.instances.set(above(name, this.store.root), own.filter((instance) => !gone(instance.name ?? "")));
      }
    }
  }
}

const inside = (from, name, root) => (from === root ? `/${name}` : `${from}/${name}`);

// Formulas in an order in which each comes after those whose fields it looks at.
function sorted(formulas) {
  const makers = new Map();
  for (const formula of formulas) {
    if (formula.word !== "computed" && formula.word !== "visible") continue;
    if (!makers.has(formula.pattern)) makers.set(formula.pattern, []);
    makers.get(formula.pattern).push(formula);
  }
  const found = new Set(), open = new Set();
  const place = (formula) => {
    if (found.has(formula) || open.has(formula)) return;
    open.add(formula);
    for (const pattern of formula.fed) {
      for (const [made, before] of makers) {
        if (made && (made === pattern || pattern.startsWith(`${made}/`) || made.startsWith(`${pattern}/`))) before.forEach(place);
      }
    }
    open.delete(formula);
    found.add(formula);
  };
  formulas.forEach(place);
  return [...found];
}

// The record that a form stands for now: its fields by name, and their values as nested objects and lists of rows.
import { UNKNOWN, same, valueOf } from "dougong/form-values";

const FIELDS = "[data-name][data-kind]";
const rowsOf = (list) => list.querySelector(':scope > [data-grid-target="rows"], :scope > .dg-scroll tbody[data-grid-target="rows"]');

/** What stands above a name: "/rows/5/rate" -> "/rows/5"; the record itself is `root`. */
export function above(name, root) {
  const cut = name.lastIndexOf("/");
  return cut <= 0 ? root : name.slice(0, cut);
}

export class Store {
  constructor(element, root) {
    Object.assign(this, { element, root });
    this.fields = new Map(); // name -> {name, key, pattern, element, value, hidden}
    this.lists = new Map(); // name -> {name, key, pattern, element, holder}
    this.patterns = new Set([root]); // every name that may stand in the form, "*" for the tokens of rows
    this.listed = new Set(); // those of them that are lists
    this.objects = new Map([[root, {}]]);
    this.add(element);
    for (const list of this.lists.values()) this.order(list);
  }

  /** Takes in the fields and lists of a part of the form; returns the fields. */
  add(part) {
    for (const list of part.querySelectorAll(".dg-list[data-name]")) this.addList(list);
    const made = [...part.querySelectorAll(FIELDS)].map((field) => this.addField(field));
    if (part.matches(FIELDS)) made.unshift(this.addField(part));
    return made;
  }

  addList(element) {
    const { name } = element.dataset, pattern = this.pattern(name), key = this.key(name);
    this.listed.add(pattern);
    this.patterns.add(pattern);
    this.lists.set(name, { name, key, pattern, element, rows: rowsOf(element), hidden: element.hidden });
    const blank = element.querySelector("template[data-grid-target='blank']");
    for (const inner of blank?.content.querySelectorAll(".dg-list[data-name]") ?? []) this.listed.add(this.pattern(inner.dataset.name));
    for (const inner of blank?.content.querySelectorAll("[data-name]") ?? []) this.patterns.add(this.pattern(inner.dataset.name));
  }

  addField(element) {
    const { name } = element.dataset;
    const field = { name, key: this.key(name), pattern: this.pattern(name), element, hidden: element.hidden };
    field.value = valueOf(element);
    this.patterns.add(field.pattern);
    this.fields.set(name, field);
    this.put(field);
    this.watch?.(field, null, this.effective(field));
    return field;
  }

  /** Forgets everything below a row that is gone. */
  drop(name) {
    const inside = `${name}/`;
    if (this.watch) for (const [key, field] of this.fields) if (key === name || key.startsWith(inside)) this.watch(field, this.effective(field), null);
    for (const map of [this.fields, this.lists, this.objects]) {
      for (const key of map.keys()) if (key === name || key.startsWith(inside)) map.delete(key);
    }
  }

  /** Reads a field anew; whether its value changed. */
  reread(field) {
    return this.set(field, valueOf(field.element));
  }

  set(field, value) {
    if (value !== UNKNOWN && same(field.value, value)) return false;
    const before = this.effective(field);
    field.value = value;
    this.put(field);
    this.watch?.(field, before, this.effective(field));
    return true;
  }

  /** Shows or hides a field or list; what is hidden has no value. */
  hide(thing, hidden) {
    const before = thing.rows ? null : this.effective(thing);
    thing.hidden = hidden;
    if (thing.rows) return void this.order(thing);
    this.put(thing);
    this.watch?.(thing, before, this.effective(thing));
  }

  /** What a field counts for: nothing while it is hidden. `watch(field, before, after)` hears of every change of it. */
  effective(field) {
    return field.hidden ? null : field.value;
  }

  put(field) {
    const value = field.hidden ? null : field.value, parent = above(field.name, this.root);
    if (this.listed.has(this.pattern(parent)) && parent !== this.root) { // an entry of a list of plain values
      const list = this.lists.get(parent);
      if (list?.array) this.order(list);
      return;
    }
    this.object(parent)[field.key] = value;
  }

  /** The object with this name: the record, a row, a group. */
  object(name) {
    let found = this.objects.get(name);
    if (!found) {
      found = {};
      this.objects.set(name, found);
      const parent = above(name, this.root);
      if (!this.listed.has(this.pattern(parent))) this.object(parent)[this.key(name)] = found;
    }
    return found;
  }

  /** Puts a list's rows into the order they stand in. Returns the rows' names. */
  order(list) {
    const names = this.rowNames(list);
    list.array = list.hidden ? [] : names.map((name) => (this.fields.has(name) ? this.fields.get(name).value : this.object(name)));
    this.object(above(list.name, this.root))[list.key] = list.array;
    return names;
  }

  rowNames(list) {
    return [...(list.rows?.children ?? [])].filter((row) => row.dataset.row !== undefined)
      .map((row) => `${list.name}/${row.dataset.row}`);
  }

  key(name) {
    return name.slice(name.lastIndexOf("/") + 1).replaceAll("~1", "/").replaceAll("~0", "~");
  }

  /** A name without the tokens of rows: "/rows/5/rate" -> "/rows/…/rate" with a star for the token. */
  pattern(name) {
    if (name === this.root) return name;
    const inside = name.startsWith(`${this.root}/`) ? name.slice(this.root.length) : name;
    let found = "";
    for (const part of inside.slice(1).split("/")) found += this.listed.has(found) ? "/*" : `/${part}`;
    return found;
  }
}

// What a form's fields hold now, as values of the formula language; and a value as a computed field shows it.
import { Exact, kindOf, read, readDate, write } from "dougong/expression-values";
import { figures } from "dougong/figures";

/** Stands for a value that only the server can know: no operator accepts it, so that a formula using it gives up. */
export const UNKNOWN = Symbol("unknown");

const PLACES = { integer: 0, duration: 0, money: 2, price: 4, quantity: 4, percent: 6 };
const PADDED = { money: 2, price: 2 };
const LISTED = new Set(["reference", "user", "file", "photo", "signature"]);

/** The controls of one field: inputs under its name or under a part of it. */
export function controlsOf(field) {
  const { name } = field.dataset;
  return [...field.querySelectorAll("input, select, textarea")].filter(
    (control) => control.name === name || control.name.startsWith(name + "/"));
}

/** Where a computed field shows its value. */
export const outputOf = (field) => field.querySelector("output.dg-output");

function number(text) {
  const plain = figures(text);
  return plain === null ? null : new Exact(plain);
}

function taken(controls) {
  return controls.flatMap((control) => {
    if (control.type === "checkbox" || control.type === "radio") return control.checked ? [control.value] : [];
    if (control.type === "file") return [...control.files].map((file) => `${file.name} ${file.size} ${file.lastModified}`);
    if (control.multiple) return [...control.selectedOptions].map((option) => option.value);
    return [control.value];
  }).filter((value) => value !== "");
}

function reference(text) {
  const gap = text.lastIndexOf(" ");
  return read({ name: "ref" }, gap < 0 ? text : { entity: text.slice(0, gap), id: text.slice(gap + 1) });
}

function choice(text) {
  return text.startsWith("json:") ? read(null, JSON.parse(text.slice(5))) : text;
}

function moment(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : read({ name: "datetime" }, date.toISOString().replace(".000", ""));
}

function ticked([control], field) {
  if (!control) return null;
  if (control.type !== "checkbox") return { true: true, false: false }[taken([control])[0]] ?? null;
  if (control.checked) return true;
  const blank = field.querySelector(".dg-blank")?.value ?? (control.getAttribute("aria-required") ? "empty" : "");
  return blank === "empty" ? false : null;
}

function place(controls) {
  const part = (end) => controls.find((control) => control.name.endsWith(`/${end}`))?.value ?? "";
  const lat = figures(part("lat")), lon = figures(part("lon"));
  return lat === null || lon === null ? null : read({ name: "geo" }, { lat, lon });
}

function hours(controls) {
  const [h = "", m = ""] = controls.map((control) => control.value.trim());
  const [whole, minutes] = [number(h || "0"), number(m || "0")];
  return (h || m) && whole && minutes ? whole.times(60).plus(minutes) : null;
}

function json([control]) {
  try {
    return control.value.trim() ? read(null, JSON.parse(control.value)) : null;
  } catch {
    return null;
  }
}

const only = (work) => ([control]) => {
  const text = control?.value.trim() ?? "";
  return text ? work(text) : null;
};
const several = (controls, field) => {
  const many = LISTED.has(field.dataset.kind) && (controls.some((control) => control.multiple || control.type === "checkbox"));
  const found = taken(controls).map(reference);
  return many ? found : found.at(-1) ?? null;
};

const READ = {
  integer: only(number), number: only(number), quantity: only(number), money: only(number), price: only(number),
  percent: only((text) => number(text.replace(/[%％]$/, ""))?.div(100) ?? null),
  duration: hours,
  date: only(readDate),
  time: only((text) => (/^\d\d:\d\d/.test(text) ? read({ name: "time" }, text) : null)),
  datetime: only(moment),
  boolean: ticked,
  choice: (controls) => { const [text] = taken(controls); return text === undefined ? null : choice(text); },
  choices: (controls) => taken(controls).map(choice),
  reference: several, user: several, file: several, photo: several, signature: several,
  geo_point: place,
  geo_polygon: () => UNKNOWN,
  json,
};
const READ_TEXT = ([control]) => control?.value || null;

// What a computed field shows is exact for numbers, dates and texts; a reference shows a title: nobody can tell its id.
const SHOWN = {
  percent: (text) => number(text.replace(/[%％]$/, ""))?.div(100) ?? UNKNOWN,
  date: (text) => readDate(text) ?? UNKNOWN,
  month: (text) => text, text: (text) => text, long_text: (text) => text,
};
function shown(field) {
  const output = outputOf(field), { kind } = field.dataset;
  if (!output) return UNKNOWN;
  const text = bare(output);
  if (text === "" || text === "—") return null;
  if (kind in PLACES || kind === "number") return SHOWN[kind]?.(text) ?? number(text) ?? UNKNOWN;
  return SHOWN[kind]?.(text) ?? UNKNOWN;
}

// The text of an output without its unit.
const bare = (output) => [...output.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
  .map((node) => node.data).join("").trim();

/** Shows a text in a computed field, with the unit it has. */
export function show(field, text) {
  const output = outputOf(field);
  if (bare(output) === text) return;
  const unit = units.get(output) ?? output.querySelector(".dg-unit") ?? unitOf(field);
  units.set(output, unit);
  const parts = !unit || text === "—" ? [text] : ["money", "price"].includes(field.dataset.kind) ? [unit, text] : [text, " ", unit];
  output.replaceChildren(...parts);
}
const units = new WeakMap();

// An empty output shows no unit: one of the same kind does, where the unit is a currency.
function unitOf(field) {
  const { kind } = field.dataset;
  const other = ["money", "price"].includes(kind) ? field.closest(".dg-form")?.querySelector(`.dg-kind-${kind} .dg-unit`) : null;
  return other?.cloneNode(true) ?? null;
}

/** What a field holds: null where it is empty or cannot be read, UNKNOWN where only the server knows. */
export function valueOf(field) {
  const controls = controlsOf(field), { kind, name } = field.dataset;
  if (controls.length === 0) return shown(field);
  const [first] = controls;
  const was = field.querySelector('input[name^="was:"]');
  if (was && was.name === `was:${name}` && first.value === first.defaultValue) return read(typeOf(kind), JSON.parse(was.value));
  return (READ[kind] ?? READ_TEXT)(controls, field);
}

function typeOf(kind) {
  if (kind in PLACES) return { name: "number" };
  return ["date", "time", "datetime"].includes(kind) ? { name: kind } : null;
}

/** A formula's result as a value of its field: decimals at the field's scale, as the server rounds them. */
export function fitted(field, value) {
  const { kind } = field.dataset;
  if (kindOf(value) !== "number" || !(kind in PLACES)) return value;
  return value.toDecimalPlaces(placesOf(field), Exact.ROUND_HALF_UP);
}
const placesOf = (field) => Number(outputOf(field)?.dataset.scale ?? PLACES[field.dataset.kind]);

/** The text a computed field shows for a value; null where the browser has no words for it. */
export function textOf(field, value) {
  const { kind } = field.dataset;
  if (value === null) return "—";
  if (kindOf(value) === "number" && (kind in PLACES || kind === "number")) {
    if (kind === "duration") return null;
    const [whole, decimals = ""] = write((kind === "percent" ? value.times(100) : value).abs()).split(".");
    const padded = decimals.padEnd(Math.min(PADDED[kind] ?? 0, placesOf(field)), "0");
    const sign = value.isNegative() && !value.isZero() ? "−" : "", apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return sign + apart + (padded && `.${padded}`) + (kind === "percent" ? "%" : "");
  }
  if (kindOf(value) === "date" && kind === "date") return value.text;
  return typeof value === "string" && ["text", "long_text", "month"].includes(kind) ? value : null;
}

/** Whether two values of a field are the same. */
export function same(left, right) {
  if (left === right) return true;
  if (left === null || right === null || left === UNKNOWN || right === UNKNOWN) return false;
  if (kindOf(left) === "number" && kindOf(right) === "number") return left.eq(right);
  return kindOf(left) === kindOf(right) && JSON.stringify(write(left)) === JSON.stringify(write(right));
}

// The values of the formula language in the browser: read from JSON, calculated exactly, compared, written back.
import Decimal from "decimal.js";

const PRECISION = 28, EXPONENT = 100, QUOTIENT_PLACES = 12;
const PLAIN = { rounding: Decimal.ROUND_HALF_UP, modulo: Decimal.ROUND_DOWN, toExpNeg: -9e15, toExpPos: 9e15 };
export const Exact = Decimal.clone({ ...PLAIN, precision: PRECISION });
const Wide = Decimal.clone({ ...PLAIN, precision: 400 });
export const ZERO = new Exact(0);

/** Why a formula cannot be worked out: `why` is the code after "expression." in the server's messages. */
export class EvaluationError extends Error {
  constructor(why, figures = {}) {
    super(why);
    this.why = why;
    this.figures = figures;
  }
}
export const fault = (why, figures) => { throw new EvaluationError(why, figures); };

/** A date, time, datetime, reference or place: what JSON writes as text, kept apart from text. */
export class Tagged {
  constructor(kind, text, key, parts) {
    Object.assign(this, { kind, text, key, parts });
    Object.freeze(this);
  }
}

const clock = (text) => {
  const [, seconds, fraction] = /^(\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?/.exec(text);
  return seconds.padEnd(8, ":00") + (Number(fraction) ? "." + fraction.padEnd(6, "0") : "");
};
const moment = (text) => {
  const [, seconds, fraction = "", zone] = /^(.{19})(?:\.(\d+))?(.*)$/.exec(text);
  return BigInt(Date.parse(seconds + zone)) * 1000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
};
const day = (text) => new Tagged("date", text, text);
const READ = {
  number: (json) => new Exact(json),
  duration: (json) => new Exact(json),
  date: day,
  time: (json) => new Tagged("time", clock(json), clock(json)),
  datetime: (json) => new Tagged("datetime", json, moment(json)),
  geo: ({ lat, lon }) => new Tagged("geo", null, `${plain(new Exact(lat))} ${plain(new Exact(lon))}`,
    { lat: new Exact(lat), lon: new Exact(lon) }),
  ref: (json, type) => reference(json.entity ?? type.entity ?? "", json.id ?? json),
  list: (json, type) => json.map((entry) => read(type.item, entry)),
  row: (json, type) => Object.fromEntries(Object.entries(json).map(([key, value]) => [key, read(type.fields[key], value)])),
};
const reference = (entity, id) => new Tagged("ref", id.toLowerCase(), `${entity} ${id.toLowerCase()}`, { entity });

/** A value from its JSON; `type` is {"name": "number"} and so on, as the server describes a field's type. */
export function read(type, json) {
  if (json === null || json === undefined) return null;
  if (type && Object.hasOwn(READ, type.name)) return READ[type.name](json, type);
  if (typeof json === "number") return new Exact(json);
  if (Array.isArray(json)) return json.map((entry) => read(null, entry));
  return typeof json === "object" ? READ.row(json, { fields: {} }) : json;
}

/** The JSON of a value: numbers as decimal text. */
export function write(value) {
  if (value instanceof Decimal || value instanceof Exact) return plain(value);
  if (value instanceof Tagged) return value.kind === "geo" ? write(value.parts) : value.text;
  if (Array.isArray(value)) return value.map(write);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, write(part)]));
}

const plain = (number) => (number.isZero() ? "0" : number.toFixed());
export function kindOf(value) {
  if (value === null) return "null";
  if (value instanceof Exact) return "number";
  if (value instanceof Tagged) return value.kind;
  if (Array.isArray(value)) return "list";
  return { boolean: "bool", string: "text", object: "row" }[typeof value] ?? "any";
}

// Numbers ------------------------------------------------------------------------------------------------------
export const limited = (number) => {
  if (number.isZero()) return ZERO;
  return Math.abs(number.e) > EXPONENT || !number.isFinite() ? fault("number_too_large") : number;
};
export const narrowed = (wide) => limited(new Exact(wide).toSignificantDigits(PRECISION));
export const number = (value, op) => (value instanceof Exact ? limited(value) : fault("operand", { op, expected: "number" }));
export const whole = (value, op) => {
  const exact = number(value, op);
  return exact.abs().gte(1e9) || !exact.isInteger() ? fault("whole", { op }) : exact.toNumber();
};
export const divide = (left, right) => {
  if (right.isZero()) return null;
  const quotient = new Wide(left).div(right);
  return narrowed(quotient.e < PRECISION - QUOTIENT_PLACES ? quotient.toDecimalPlaces(QUOTIENT_PLACES) : quotient);
};
export const remainder = (left, right) => (right.isZero() ? null : narrowed(new Wide(left).mod(right)));
export const add = (left, right) => limited(left.plus(right));

// Text, order, equality ----------------------------------------------------------------------------------------
export const length = (text) => { let count = 0; for (const _ of text) count += 1; return count; };
export const textOf = (value, op) => {
  const kind = kindOf(value);
  if (kind === "number") return plain(limited(value));
  if (kind === "null" || kind === "text") return value;
  if (kind === "bool") return String(value);
  return ["date", "time", "datetime", "ref"].includes(kind) ? value.text : fault("operand", { op, expected: "text" });
};
const before = (left, right) => { // by code point, as Python and both databases do
  const one = [...left], other = [...right];
  for (let i = 0; i < Math.min(one.length, other.length); i += 1) {
    if (one[i] !== other[i]) return one[i].codePointAt(0) < other[i].codePointAt(0);
  }
  return one.length < other.length;
};
export const less = (left, right, op) => {
  const kind = kindOf(left);
  if (kind !== kindOf(right)) fault("operands", { op });
  if (kind === "number") return left.lt(right);
  if (kind === "text") return before(left, right);
  return ["date", "time", "datetime"].includes(kind) ? left.key < right.key : fault("operands", { op });
};
export const truth = (value, op) => {
  if (value !== null && typeof value !== "boolean") fault("operand", { op, expected: "bool" });
  return value === true;
};

// Dates --------------------------------------------------------------------------------------------------------
export const ymd = (date) => date.text.split("-").map(Number);
export const dayNumber = (date) => { const [y, m, d] = ymd(date); return new Date(0).setUTCFullYear(y, m - 1, d) / 864e5; };
const dated = (y, m, d) => {
  const time = new Date(0).setUTCFullYear(y, m - 1, d), year = new Date(time).getUTCFullYear();
  return year >= 1 && year <= 9999 ? day(new Date(time).toISOString().slice(0, 10)) : fault("date_range");
};
export const shifted = (date, days) => { const [y, m, d] = ymd(date); return dated(y, m, d + days); };
export const addMonths = (date, months) => {
  const [y, m, d] = ymd(date), count = y * 12 + m - 1 + months, year = Math.floor(count / 12), month = count - year * 12;
  const last = new Date(new Date(0).setUTCFullYear(year, month + 1, 0)).getUTCDate();
  return year < 1 ? fault("date_range") : dated(year, month + 1, Math.min(d, last));
};
export const monthsBetween = (start, end) => {
  if (end.text < start.text) return -monthsBetween(end, start);
  const [y, m] = ymd(start), [year, month] = ymd(end), months = (year - y) * 12 + month - m;
  return addMonths(start, months).text <= end.text ? months : months - 1;
};
export const readDate = (text) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < "0001") return null;
  const [y, m, d] = text.split("-").map(Number);
  return m >= 1 && m <= 12 && d >= 1 && dated(y, m, d).text === text ? day(text) : null;
};
export const dateOf = (value, op) => (kindOf(value) === "date" ? value : fault("operand", { op, expected: "date" }));
export const stringOf = (value, op) => (typeof value === "string" ? value : fault("operand", { op, expected: "text" }));

export const roundTo = (value, places) => narrowed(new Wide(value).toNearest(new Wide(10).pow(-places)));

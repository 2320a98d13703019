// The formula language in the browser: works out the tree that the server sends (expression.to_json), for instant
// feedback. The server's value wins. tests/expression/cases holds what both must answer. No eval: strict CSP.
import {
  EvaluationError, Exact, Tagged, ZERO, add, addMonths, dateOf, dayNumber, divide, fault, kindOf, length, less,
  limited, monthsBetween, number, readDate, remainder, roundTo, shifted, stringOf, textOf, truth, whole, ymd,
} from "dougong/expression-values";

export { EvaluationError, kindOf, read, write } from "dougong/expression-values";

const STEPS = 10000, NODES_PER_STEP = 8, CHARACTERS_PER_STEP = 64, CHARACTERS = 65536, DIGITS = 38;

// Operators ----------------------------------------------------------------------------------------------------
const nullable = (op, work) => (left, right, run) =>
  left === null || right === null ? null : work(left, right, kindOf(left) + " " + kindOf(right), run) ?? null;
const numeric = (op, work) => nullable(op, (left, right, kinds) =>
  kinds === "number number" ? work(number(left, op), number(right, op)) : fault("operands", { op }));
const ordering = (op, test) => (left, right) => left !== null && right !== null && test(left, right, op);
const equal = (left, right, op, run) => {
  const kind = kindOf(left), other = kindOf(right);
  if (kind === "row" || other === "row" || kind === "any" || other === "any") fault("operands", { op });
  if (kind !== other) return false;
  if (kind === "number") return left.eq(right);
  if (kind !== "list") return left instanceof Tagged ? left.key === right.key : left === right;
  run.spend(left.length);
  return left.length === right.length && left.every((entry, i) => equal(entry, right[i], op, run));
};
const BINARY = {
  "+": nullable("+", (left, right, kinds, run) => {
    if (kinds === "number number") return add(number(left, "+"), number(right, "+"));
    if (kinds === "text text") return run.made(left + right);
    if (kinds === "date number") return shifted(left, whole(right, "+"));
    return kinds === "number date" ? shifted(right, whole(left, "+")) : fault("operands", { op: "+" });
  }),
  "-": nullable("-", (left, right, kinds) => {
    if (kinds === "number number") return add(number(left, "-"), number(right, "-").neg());
    if (kinds === "date number") return shifted(left, -whole(right, "-"));
    return kinds === "date date" ? new Exact(dayNumber(left) - dayNumber(right)) : fault("operands", { op: "-" });
  }),
  "*": numeric("*", (left, right) => limited(left.times(right))),
  "/": numeric("/", divide),
  "%": numeric("%", remainder),
  "==": (left, right, run) => equal(left, right, "==", run),
  "!=": (left, right, run) => !equal(left, right, "!=", run),
  "<": ordering("<", less),
  ">": ordering(">", (left, right, op) => less(right, left, op)),
  "<=": ordering("<=", (left, right, op) => !less(right, left, op)),
  ">=": ordering(">=", (left, right, op) => !less(left, right, op)),
  in: (left, right, run) => right !== null && run.entries(right, "in").some((entry) => equal(left, entry, "in", run)),
};

// Lists --------------------------------------------------------------------------------------------------------
function total(values) {
  let sum = ZERO;
  for (const value of values) if (value !== null) sum = add(sum, number(value, "sum"));
  return sum;
}
function mean(values) {
  const present = [...values].filter((value) => value !== null);
  return divide(total(present), new Exact(present.length));
}
const extreme = (op) => (values) => {
  let best = null;
  for (const value of values) {
    if (value === null) continue;
    if (best === null) {
      if (!["number", "text", "date", "time", "datetime"].includes(kindOf(value))) fault("operand", { op });
      best = value;
    } else if (op === "min" ? less(value, best, op) : less(best, value, op)) best = value;
  }
  return best;
};
const gathered = (gather) => (answers) => gather((function* () { for (const [, answer] of answers) yield answer; })());
const AGGREGATES = { sum: total, avg: mean, min: extreme("min"), max: extreme("max") };
const VERBS = {
  ...Object.fromEntries(Object.entries(AGGREGATES).map(([verb, gather]) => [verb, gathered(gather)])),
  count: (answers) => { let n = 0; for (const [, answer] of answers) n += truth(answer, "count") ? 1 : 0; return new Exact(n); },
  all: (answers) => { for (const [, answer] of answers) if (!truth(answer, "all")) return false; return true; },
  exists: (answers) => { for (const [, answer] of answers) if (truth(answer, "exists")) return true; return false; },
  map: (answers) => Array.from(answers, ([, answer]) => answer),
  filter: (answers) => {
    const kept = [];
    for (const [entry, answer] of answers) if (truth(answer, "filter")) kept.push(entry);
    return kept;
  },
};

// Functions: [fewest values, most values, work(values, run), whether a null among them is the answer] ---------------
const part = (op, index) => [1, 1, ([date]) => new Exact(ymd(dateOf(date, op))[index])];
const cased = (op, change) => [1, 1, ([text], run) => run.made(change(stringOf(text, op)))];
const tested = (op, test) => [2, 2, ([text, piece], run) => {
  stringOf(text, op);
  stringOf(piece, op);
  run.spend(Math.floor(length(text) / CHARACTERS_PER_STEP));
  return test(text, piece);
}];
const aggregate = (op, most) => [1, most, (values, run) =>
  AGGREGATES[op](values.length > 1 ? values : run.entries(values[0], op)), false];
const FUNCTIONS = {
  round: [1, 2, ([value, places = ZERO]) => {
    const n = whole(places, "round");
    return n < -12 || n > 12 ? fault("places", { op: "round" }) : roundTo(number(value, "round"), n);
  }],
  abs: [1, 1, ([value]) => number(value, "abs").abs()],
  min: aggregate("min", Infinity),
  max: aggregate("max", Infinity),
  sum: aggregate("sum", 1),
  avg: aggregate("avg", 1),
  len: [1, 1, ([value]) => {
    if (Array.isArray(value)) return new Exact(value.length);
    return typeof value === "string" ? new Exact(length(value)) : fault("operand", { op: "len", expected: "list" });
  }],
  lower: cased("lower", (text) => text.toLowerCase()),
  upper: cased("upper", (text) => text.toUpperCase()),
  contains: tested("contains", (text, piece) => text.includes(piece)),
  starts_with: tested("starts_with", (text, piece) => text.startsWith(piece)),
  ends_with: tested("ends_with", (text, piece) => text.endsWith(piece)),
  date: [1, 1, ([value]) => (typeof value === "string" ? readDate(value) : dateOf(value, "date"))],
  days: [1, 1, ([value]) => new Exact(whole(value, "days"))],
  today: [0, 0, (_, run) => run.today ?? fault("no_today")],
  year: part("year", 0),
  month: part("month", 1),
  day: part("day", 2),
  has: [1, 1, ([value]) => value !== null, false],
  if_null: [2, 2, ([value, other]) => value ?? other, false],
  text: [1, 1, ([value], run) => run.made(textOf(value, "text"))],
  number: [1, 1, ([value]) => {
    if (typeof value !== "string") return number(value, "number");
    const digits = /^-?[0-9]+(?:\.[0-9]+)?$/.test(value) && value.replace(/[-.]/g, "").length;
    return digits && digits <= DIGITS ? new Exact(value) : null;
  }],
  join: [2, 2, ([list, separator], run) => {
    const between = stringOf(separator, "join"), parts = run.entries(list, "join").map((value) => textOf(value, "join"));
    return run.made(parts.filter((text) => text !== null).join(between));
  }],
  concat: [1, Infinity, (values, run) => run.made(values.map((value) => textOf(value, "concat") ?? "").join("")), false],
  days_between: [2, 2, ([start, end]) => {
    const to = dateOf(end, "days_between");
    return new Exact(dayNumber(to) - dayNumber(dateOf(start, "days_between")));
  }],
  months_between: [2, 2, ([start, end]) =>
    new Exact(monthsBetween(dateOf(start, "months_between"), dateOf(end, "months_between")))],
  add_months: [2, 2, ([date, months]) => addMonths(dateOf(date, "add_months"), whole(months, "add_months"))],
};

// The tree -----------------------------------------------------------------------------------------------------
const size = (node) => node.reduce((count, child) => count + (Array.isArray(child) ? size(child) : 0), 1);

const NODES = {
  is: (_, value) => value,
  number: (_, text) => new Exact(text),
  text: (_, text) => text,
  name: (run, name) => {
    if (run.variables.has(name)) return run.variables.get(name);
    return Object.hasOwn(run.scope, name) ? run.scope[name] ?? null : fault("unknown_name", { name });
  },
  member: (run, of, name) => run.member(run.value(of), name),
  item: (run, of, index) => run.item(run.value(of), run.value(index)),
  list: (run, ...items) => items.map((item) => run.value(item)),
  negative: (run, arg) => { const value = run.value(arg); return value === null ? null : limited(number(value, "-").neg()); },
  "!": (run, arg) => !truth(run.value(arg), "!"),
  "&&": (run, left, right) => truth(run.value(left), "&&") && truth(run.value(right), "&&"),
  "||": (run, left, right) => truth(run.value(left), "||") || truth(run.value(right), "||"),
  "?": (run, test, then, otherwise) => run.value(truth(run.value(test), "?") ? then : otherwise),
  call: (run, name, ...args) => run.call(name, args),
  each: (run, verb, of, variable, body) => VERBS[verb](run.answers(verb, of, variable, body)),
};
for (const [op, work] of Object.entries(BINARY)) {
  NODES[op] = (run, left, right) => work(run.value(left), run.value(right), run);
}

class Run {
  constructor(scope, { functions = {}, today = null, follow = null, budget = STEPS }) {
    Object.assign(this, { scope, functions, today, follow, budget, left: budget, variables: new Map() });
  }

  value([kind, ...parts]) {
    return NODES[kind](this, ...parts);
  }

  spend(steps) {
    this.left -= steps;
    if (this.left < 0) fault("budget", { limit: this.budget });
  }

  made(text) {
    const count = text.length > 2 * CHARACTERS ? text.length : length(text);
    if (count > CHARACTERS) fault("text_too_long", { limit: CHARACTERS });
    this.spend(Math.floor(count / CHARACTERS_PER_STEP));
    return text;
  }

  entries(value, op) {
    if (value === null) return [];
    if (!Array.isArray(value)) fault("operand", { op, expected: "list" });
    this.spend(value.length);
    return value;
  }

  * answers(verb, of, variable, body) {
    const list = this.value(of), outer = this.variables, cost = body ? 1 + Math.floor(size(body) / NODES_PER_STEP) : 1;
    if (list !== null && !Array.isArray(list)) fault("operand", { op: verb, expected: "list" });
    for (const entry of list ?? []) {
      this.spend(cost);
      if (!body) {
        yield [entry, verb === "count" ? true : entry];
        continue;
      }
      this.variables = new Map(outer).set(variable, entry);
      const answer = this.value(body);
      this.variables = outer;
      yield [entry, answer];
    }
  }

  member(of, name) {
    if (of === null) return null;
    const kind = kindOf(of);
    if (kind === "row") return Object.hasOwn(of, name) ? of[name] ?? null : null;
    if (kind === "geo" && ["lat", "lon"].includes(name)) return of.parts[name];
    if (kind === "list") return this.column(of, name);
    if (kind !== "ref") fault("no_fields", { type: kind, name });
    if (!this.follow) fault("no_follow");
    this.spend(1);
    return this.follow(of, name);
  }

  column(list, name) {
    this.spend(list.length);
    const values = list.map((entry) => this.member(entry, name));
    if (!values.some(Array.isArray)) return values;
    return values.flatMap((value) => {
      if (Array.isArray(value)) this.spend(value.length);
      return value ?? [];
    });
  }

  item(of, index) {
    if (of === null || index === null) return null;
    if (Array.isArray(of)) {
      const place = number(index, "[]");
      if (!place.isInteger()) fault("whole", { op: "[]" });
      return place.gte(0) && place.lt(of.length) ? of[place.toNumber()] : null;
    }
    if (kindOf(of) === "row" && typeof index === "string") return this.member(of, index);
    return fault("operands", { op: "[]" });
  }

  call(name, args) {
    if (!Object.hasOwn(FUNCTIONS, name)) return this.declared(name, args.map((arg) => this.value(arg)));
    const [low, high, work, strict = true] = FUNCTIONS[name];
    if (args.length < low || args.length > high) fault("arguments", { name, given: args.length });
    if (name === "if_null") return this.value(args[0]) ?? this.value(args[1]);
    const values = args.map((arg) => this.value(arg));
    return strict && values.includes(null) ? null : work(values, this);
  }

  declared(name, values) {
    if (!Object.hasOwn(this.functions, name)) fault("unknown_function", { name });
    this.spend(1);
    return this.functions[name](...values) ?? null;
  }
}

/**
 * The value of a tree where `scope` says what its names are (values made by `read`).
 * options: functions by name, today (a date value), follow(reference, field), budget of steps.
 * Throws EvaluationError.
 */
export function evaluate(tree, scope, options = {}) {
  return new Run(scope, options).value(tree);
}

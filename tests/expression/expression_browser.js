// Answers every case by the browser's evaluator. Runs in a page (fetches /cases.json, leaves the answers in the
// document) or under node (reads the file named as argument, prints the answers).
import { EvaluationError, evaluate, kindOf, read, write } from "dougong/expression";

const FUNCTIONS = {
  twice: (x) => (x === null ? null : x.times(2)),
  nothing: () => null,
  refuse: () => { throw new EvaluationError("refused"); },
};

const tagged = (value) => {
  const kind = kindOf(value);
  if (kind === "number") return { number: write(value) };
  if (kind === "ref") return { ref: value.key };
  if (kind === "geo") return { geo: [tagged(value.parts.lat), tagged(value.parts.lon)] };
  if (kind === "list") return value.map(tagged);
  if (kind === "row") return { row: Object.fromEntries(Object.entries(value).map(([k, v]) => [k, tagged(v)])) };
  return ["date", "time", "datetime"].includes(kind) ? { [kind]: value.text } : value;
};

function answer({ tree, types, values, records, entities, today, budget }) {
  const follow = (ref, name) => read(entities[ref.parts.entity][name], records[ref.key]?.[name]);
  try {
    const scope = Object.fromEntries(Object.entries(values).map(([name, json]) => [name, read(types[name], json)]));
    const options = { functions: FUNCTIONS, today: read({ name: "date" }, today), follow: records && follow, budget };
    return { result: tagged(evaluate(tree, scope, options)) };
  } catch (error) {
    return error instanceof EvaluationError ? { error: error.why } : { crash: String(error) };
  }
}

if (globalThis.document) {
  document.addEventListener("securitypolicyviolation", (event) => { document.title = `refused: ${event.violatedDirective}`; });
  const cases = await (await fetch("/cases.json")).json();
  document.querySelector("main").textContent = JSON.stringify(cases.map(answer));
  document.querySelector("main").dataset.done = "yes";
} else {
  const { readFileSync } = await import("node:fs");
  console.log(JSON.stringify(JSON.parse(readFileSync(process.argv[2], "utf8")).map(answer)));
}

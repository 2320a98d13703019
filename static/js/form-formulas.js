// Which fields a formula looks at: its tree says so, without being worked out.

/** Ends the path of a list where only its rows count, not what stands in them. */
export const ROWS = "#";

/** The paths of names a tree uses: [["rows", "amount"], ["record", "team"]]; what a macro names is put in their place. */
export function uses(tree) {
  const found = new Map();
  const note = (path) => { if (path) found.set(path.join("/"), path); };
  note(visit(tree, new Map(), note));
  return [...found.values()];
}

function visit(node, bound, note) {
  const [kind, ...parts] = node;
  if (kind === "is" || kind === "number" || kind === "text") return null;
  if (kind === "name") return bound.has(parts[0]) ? bound.get(parts[0]) : [parts[0]];
  if (kind === "member") {
    const of = visit(parts[0], bound, note);
    return of && [...of, parts[1]];
  }
  if (kind === "each") return visitEach(parts, bound, note);
  for (const part of parts) if (Array.isArray(part)) note(visit(part, bound, note));
  return null;
}

function visitEach([verb, of, variable, body], bound, note) {
  const list = visit(of, bound, note);
  if (!body) {
    note(list);
    return null;
  }
  note(list && [...list, ROWS]);
  note(visit(body, new Map(bound).set(variable, list), note));
  return verb === "filter" ? list : null;
}

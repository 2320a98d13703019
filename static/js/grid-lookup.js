// Pasted names that the page does not list: the server is asked for each once, one after the other.
import { mark, stateOf } from "dougong/grid-cells";
import { listIn } from "dougong/choices";
import { named } from "dougong/grid-read";
import { ask, fieldsFor } from "dougong/picker-ask";

const MOST = 300; // different names of one paste

/** Whether the server knows more choices of a cell than the page lists. */
export const asksServer = ({ controls: [control] }) => control.tagName === "SELECT" && control.dataset.search !== undefined
  && control.dataset.more === "yes" && control.form !== null;

/** Looks pasted names up. cells: [{entry: [held, before, after], typed}]. Resolves to how many were found. */
export async function lookUp(cells) {
  const groups = new Map();
  for (const cell of cells) {
    const { controls: [select] } = cell.entry[0], { name } = select;
    const id = JSON.stringify([name.slice(name.lastIndexOf("/")), cell.typed, fieldsFor(select).map(([, value]) => value)]);
    if (!groups.has(id)) groups.set(id, []);
    groups.get(id).push(cell);
  }
  let found = 0;
  for (const group of [...groups.values()].slice(0, MOST)) {
    const [{ entry: [{ controls: [select] }], typed }] = group;
    const answer = await ask(select, typed) ?? await ask(select, typed); // a question in between cuts the first off
    const choice = answer && (named(answer.choices, typed) ?? told(answer.choices, typed));
    if (choice) for (const cell of group) found += settle(cell, choice);
  }
  return found;
}

// The only choice whose second line (its number, its trade) says just that.
function told(choices, typed) {
  const found = choices.filter(({ detail = "" }) => detail.split(/\s*[·,，]\s*/).some((part) => part === typed));
  return found.length === 1 ? found[0] : null;
}

function settle({ entry, typed }, { value, title }) {
  const [held] = entry, [select] = held.controls;
  if (held.field.dataset.typed !== typed) return 0; // somebody has typed there meanwhile
  mark(held, null);
  listIn(select, value, title);
  select.value = value;
  entry[2] = stateOf(held);
  select.dispatchEvent(new Event("input", { bubbles: true }));
  return 1;
}

// The keys of a sheet: what each means, and where it leads.

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const OWN_ARROWS = new Set(["date", "month", "time", "datetime-local", "radio", "range"]); // these use them themselves
const PAGE = 15;

/** What a key means in a grid: {does, ...}; null for anything else. sheet: rows are lines of cells. */
export function keyOf(event, sheet, range) {
  const { key } = event, arrow = ARROWS[key];
  if (arrow && event.altKey && event.shiftKey && arrow[0]) return { does: "shift", down: arrow[0] };
  if (!sheet) return null;
  if (event.altKey) return withAlt(event);
  if (event.ctrlKey || event.metaKey) return withControl(event, arrow, range);
  if (arrow) return withArrow(event, arrow, range);
  return plain(event, range);
}

function withAlt({ key, shiftKey, ctrlKey }) {
  if (ctrlKey) return null;
  if (key === "Enter") return { does: "place", after: !shiftKey };
  if (key === "Delete") return { does: "drop" };
  if (shiftKey && key.toLowerCase() === "d") return { does: "twice" };
  return null;
}

function withControl(event, arrow, range) {
  const { key, target, shiftKey } = event, letter = key.toLowerCase();
  if (arrow && shiftKey && (arrow[0] || range.many || whole(target))) return { does: "reach", down: arrow[0], right: arrow[1], far: true };
  if (arrow && !shiftKey && (arrow[0] || edge(target, arrow[1]))) return { does: "step", down: arrow[0], right: arrow[1], far: true };
  if (key === "Home") return { does: "step", down: -1, right: -1, far: true };
  if (key === "End") return { does: "step", down: 1, right: 1, far: true };
  if (letter === "d" && !shiftKey) return { does: "fill" };
  if (letter === "z") return { does: shiftKey ? "redo" : "undo" };
  if (letter === "y") return { does: "redo" };
  if (letter === "a" && whole(target)) return { does: "all" };
  return key === "/" ? { does: "keys" } : null;
}

function withArrow(event, [down, right], range) {
  const { target, shiftKey } = event;
  if (shiftKey) return (down && !target.matches("textarea")) || range.many || edge(target, right) ? { does: "reach", down, right } : null;
  if (OWN_ARROWS.has(target.type)) return null;
  if (target.matches("textarea") && !(whole(target) || (down && edge(target, down)))) return null;
  return right && !edge(target, right) ? null : { does: "step", down, right };
}

function plain({ key, target, shiftKey }, range) {
  if (key === "Enter" && target.matches("input, select")) return { does: "next", down: shiftKey ? -1 : 1 };
  if (key === "Escape") return { does: "escape" };
  if (key === "Delete" && (range.many || target.matches("select"))) return { does: "clear" };
  if (key === "Backspace" && range.many) return { does: "clear" };
  if (key === "?" && !target.matches("input:not([type=checkbox]):not([type=radio]), textarea")) return { does: "keys" };
  if (key === "PageDown" || key === "PageUp") return { does: "step", down: key === "PageDown" ? PAGE : -PAGE, right: 0 };
  if ((key === "Home" || key === "End") && !shiftKey && edge(target, key === "Home" ? -1 : 1)) {
    return { does: "step", down: 0, right: key === "Home" ? -1 : 1, far: true };
  }
  return null;
}

const caret = (control) => (typeof control.selectionStart === "number" ? control : null);

/** Whether all that stands in a control is chosen, so that it is a cell and not a text being edited. */
function whole(control) {
  return !caret(control) || (control.selectionStart === 0 && control.selectionEnd === control.value.length);
}

// Whether the caret cannot go further that way.
function edge(control, way) {
  if (whole(control)) return true;
  const { selectionStart: start, selectionEnd: end, value } = control;
  return start === end && (way > 0 ? end === value.length : start === 0);
}

/** The cells of a row, those without a control included. */
export const cellsOf = (row) => [...row.children];

/** The control of a cell that can be filled in now. */
export function controlOf(cell) {
  return [...(cell?.querySelectorAll("input, select, textarea") ?? [])].find(
    (control) => control.type !== "hidden" && !control.readOnly && !control.disabled
      && !control.classList.contains("dg-blank") && !control.closest("[hidden]"));
}

/** Goes into a control as into a cell: all of it is chosen. */
export function enter(control) {
  if (!control) return false;
  control.focus({ preventScroll: true });
  control.closest("td, .dg-field")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (control.matches("input, textarea") && caret(control)) control.select();
  return true;
}

/** Goes to the cell `down` and `right` of here. Whether there is one. */
export function goTo(rows, row, control, down, right) {
  const cells = cellsOf(row), at = cells.findIndex((cell) => cell.contains(control));
  let target = null;
  if (down) {
    const here = rows.indexOf(row), last = Math.abs(down) > 1 ? Math.max(0, Math.min(rows.length - 1, here + down)) : here + down;
    target = controlOf(cellsOf(rows[last] ?? row)[at]);
  } else for (let i = at + right; !target && i >= 0 && i < cells.length; i += right) target = controlOf(cells[i]);
  return target && target !== control ? enter(target) : false;
}

/** Goes as far as there are cells that way. */
export function jumpTo(rows, row, control, down, right) {
  const at = cellsOf(row).findIndex((cell) => cell.contains(control));
  const line = down ? rows.at(down > 0 ? -1 : 0) : row, cells = cellsOf(line);
  const target = right ? cells[right > 0 ? "findLast" : "find"]((cell) => controlOf(cell)) : cells[at];
  return enter(controlOf(target)) || true;
}

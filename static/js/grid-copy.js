// Copies, cuts, clears and fills what is chosen in a sheet.
import { cleared, hold, shown, stateOf } from "dougong/grid-cells";
import { cellsOf } from "dougong/grid-keys";

const quoted = (words) => (/[\t\n\r"]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words);

// A text being edited copies its own chosen letters.
const edits = ({ target }, range) => !range.many && typeof target.selectionStart === "number"
  && (target.selectionStart !== target.selectionEnd || target.value === "");

/** Puts the chosen cells into the clipboard as a sheet has them: lines of tabs, references by what they show. */
export function copyRange({ range }, event) {
  if (!range.from || edits(event, range)) return false;
  const lines = range.fields.map((fields) => fields.map((field) => quoted(field ? shown(field) : "")).join("\t"));
  event.clipboardData.setData("text/plain", lines.join("\r\n"));
  event.preventDefault();
  return true;
}

export function cutRange(grid, event) {
  if (copyRange(grid, event)) clearRange(grid);
}

// The cells that can be written now, with what they hold.
const open = (fields) => fields.map((field) => field && !field.hidden && hold(field)).filter(Boolean);

export function clearRange(grid) {
  if (!grid.range.from) return false;
  grid.write(open(grid.range.fields.flat()).map((held) => [held, stateOf(held), cleared(held)]));
  return true;
}

/** Copies the first chosen line into those below it; from above where only one line is chosen. */
export function fillRange(grid) {
  if (!grid.range.from) return false;
  const { rows, top, bottom, left, right } = grid.range.bounds, alone = top === bottom;
  if (alone && top === 0) return true;
  grid.write(copied(rows, alone ? [top - 1] : [top], alone ? [top] : lines(top + 1, bottom), left, right));
  return true;
}

/** Repeats a block of lines downwards to a line. */
export function fillFrom(grid, { rows, top, bottom, left, right }, until) {
  if (until <= bottom) return false;
  grid.write(copied(rows, lines(top, bottom), lines(bottom + 1, until), left, right));
  return true;
}

const lines = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

function copied(rows, sources, targets, left, right) {
  const heldAt = (line, column) => {
    const field = cellsOf(rows[line])[column].querySelector("[data-name][data-kind]");
    return field && !field.hidden ? hold(field) : null;
  };
  const list = [];
  for (let column = left; column <= right; column += 1) {
    const states = sources.map((line) => heldAt(line, column)).map((held) => held && stateOf(held));
    targets.forEach((line, i) => {
      const held = heldAt(line, column), state = states[i % states.length];
      if (held && state) list.push([held, stateOf(held), state]);
    });
  }
  return list;
}

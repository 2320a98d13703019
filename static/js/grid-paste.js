// A block out of Excel or WPS into a grid: from the focused cell to the right and down, rows are added as needed.
import { hold, mark, stateOf } from "dougong/grid-cells";
import { changes, together } from "dougong/grid-history";
import { cellsOf } from "dougong/grid-keys";
import { asksServer, lookUp } from "dougong/grid-lookup";
import { fit } from "dougong/grid-read";
import { notice } from "dougong/notice";
import { text } from "dougong/texts";

/** The cells of tab-separated text; a cell in quotes may hold line breaks and doubled quotes. */
export function cellsIn(pasted) {
  const lines = [[]];
  const parts = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*)/y, ends = /\t|\r\n|\r|\n/y;
  for (let at = 0; at <= pasted.length;) {
    parts.lastIndex = at;
    const [whole, quoted, plain] = parts.exec(pasted);
    lines.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    ends.lastIndex = at + whole.length;
    const end = ends.exec(pasted);
    if (!end) break;
    if (end[0] !== "\t") lines.push([]);
    at = ends.lastIndex;
  }
  while (lines.length && lines.at(-1).every((cell) => cell === "")) lines.pop();
  return lines;
}

export function paste(grid, event) {
  if (!grid.sheet) return;
  const pasted = event.clipboardData?.getData("text/plain") ?? "", block = cellsIn(pasted), { target } = event;
  const alone = block.length === 1 && block[0].length === 1;
  if (block.length === 0 || (alone && !grid.range.many && !PICKED.has(target.type))) return; // the browser's own
  event.preventDefault();
  if (alone && grid.range.many) {
    const { top, bottom, left, right } = grid.range.bounds;
    block.splice(0, 1, ...Array.from({ length: bottom - top + 1 }, () => Array(right - left + 1).fill(block[0][0])));
  }
  put(grid, block, grid.range.from ? grid.range.bounds : startOf(grid, target));
}

// Controls into which the browser pastes nothing.
const PICKED = new Set(["select-one", "select-multiple", "checkbox", "radio", "date", "month", "time", "datetime-local"]);

const startOf = (grid, target) => {
  const row = grid.own(target);
  return { top: grid.rows.indexOf(row), left: cellsOf(row).findIndex((cell) => cell.contains(target)) };
};

function put(grid, block, { top, left }) {
  const columns = columnsFor(grid, block, left);
  const before = grid.rows, missing = Math.max(0, top + block.length - before.length);
  const added = missing ? grid.addRows(missing) : [];
  const rows = [...before, ...added].slice(top, top + block.length);
  const { written, unread } = fill(rows, block, columns);
  const undo = () => grid.backBefore(deed);
  const say = (open) => tell({ rows: rows.length, unread: open, left: block.length - rows.length, most: grid.element.dataset.most }, undo);
  const arrived = { back: () => grid.take(added), again: () => grid.put(added) };
  const deed = added.length ? together(arrived, changes(written)) : changes(written);
  grid.history.push(deed);
  grid.settle();
  say(unread.length);
  const asked = unread.filter(({ entry: [held] }) => asksServer(held));
  if (asked.length) lookUp(asked).then((found) => { if (found && grid.element.isConnected) say(unread.length - found); });
}

// The cells that a pasted line goes to; a first line of column titles says so itself and is taken away.
function columnsFor(grid, block, start) {
  const titles = [...grid.element.querySelectorAll("thead th")].map((head) => plain(head.firstChild?.textContent ?? ""));
  const named = block[0].map((cell) => (plain(cell) ? titles.indexOf(plain(cell)) : -1));
  const known = named.filter((at) => at >= 0).length;
  if (block.length > 1 && known > 1 && known * 2 > block[0].filter(plain).length) {
    block.shift();
    return named;
  }
  return block[0].map((_, i) => start + i);
}
const plain = (words) => words.normalize("NFKC").trim().toLowerCase();

function fill(rows, block, columns) {
  const written = [], unread = [];
  rows.forEach((row, i) => {
    const cells = cellsOf(row);
    block[i].forEach((typed, j) => {
      const field = cells[columns[j] ?? (columns[0] + j)]?.querySelector("[data-name][data-kind]");
      const held = field && !field.hidden && hold(field);
      if (!held) return; // a computed column keeps what it computes
      const before = stateOf(held);
      mark(held, null);
      const read = fit(held, typed);
      if (!read) mark(held, typed.trim());
      const entry = [held, before, stateOf(held)];
      written.push(entry);
      if (!read) unread.push({ entry, typed: typed.trim() });
    });
  });
  for (const [{ controls }] of written) controls[0].dispatchEvent(new Event("input", { bubbles: true }));
  return { written, unread };
}

function tell({ rows, unread, left, most }, undo) {
  const said = [text(rows === 1 ? "pastedOne" : "pasted", { n: rows })];
  if (unread) said.push(text(unread === 1 ? "unreadOne" : "unread", { n: unread }));
  if (left > 0) said.push(text("leftOut", { n: left, most: most ?? rows }));
  notice(said.join(" "), { undo, tone: unread || left > 0 ? "warn" : "good" });
}

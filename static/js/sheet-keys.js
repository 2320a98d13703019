// A sheet of links: arrows move from cell to cell, Home and End to the ends of a row; one of them takes the Tab key.
const STEP = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

const rows = (table) => [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td a")]);

const take = (table, link, { focus = true } = {}) => {
  for (const other of table.querySelectorAll("td a[tabindex='0']")) other.tabIndex = -1;
  link.tabIndex = 0;
  if (focus) link.focus();
};

const placeOf = (cells, link) => {
  const at = cells.findIndex((row) => row.includes(link));
  return [at, at < 0 ? -1 : cells[at].indexOf(link)];
};

const press = (table, event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const cells = rows(table), [row, column] = placeOf(cells, event.target.closest("td a"));
  if (row < 0) return;
  const ends = { Home: [row, 0], End: [row, cells[row].length - 1] };
  const [down, right] = STEP[event.key] ?? [0, 0];
  const [to, across] = ends[event.key] ?? [row + down, column + right];
  const next = cells[to]?.[across];
  if (!next || next === event.target) return;
  event.preventDefault();
  take(table, next);
};

export const begin = (table) => {
  const links = [...table.querySelectorAll("td a")];
  if (!links.length) return;
  for (const link of links) link.tabIndex = -1;
  const asked = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const first = asked && links.includes(asked) ? asked : links[0];
  take(table, first, { focus: first === asked });
  table.addEventListener("keydown", (event) => press(table, event));
  table.addEventListener("focusin", (event) => {
    const link = event.target.closest("td a");
    if (link) take(table, link, { focus: false });
  });
};

// Rows out of a template: what grids and lists of entries share.
import { lend, lighten } from "dougong/choices";

let made = 0;

/** `count` new rows from a template whose mark becomes a token nobody has used. */
export function fromTemplate(template, count = 1) {
  const { mark } = template.dataset, html = lighten(template).innerHTML, parts = [];
  for (let i = 0; i < count; i += 1) parts.push(html.replaceAll(mark, fresh()));
  const holder = document.createElement("template");
  holder.innerHTML = parts.join("");
  const rows = [...holder.content.children];
  for (const row of rows) lend(row, template);
  return rows;
}

const fresh = () => `n${Date.now().toString(36)}${(made += 1).toString(36)}`;

/** The first control of a row that can be filled in. */
export function firstControl(row) {
  return [...row.querySelectorAll("input, select, textarea, [contenteditable]")].find(
    (control) => control.type !== "hidden" && !control.readOnly && !control.disabled && !control.closest("[hidden]"));
}

/** Tells the form around a list that its rows changed. */
export function tellRows(list, detail) {
  list.dispatchEvent(new CustomEvent("rows:changed", { bubbles: true, detail }));
}

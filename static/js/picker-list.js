// The lines of the picker's list: what the page knows and what the server told, each once, the best first.
import { element, text } from "dougong/texts";

const LISTED = 100;
const INDENT = /^\u3000+/;
const spoken = (words) => words.normalize("NFKC").toLowerCase();

/** Fills a list anew; returns how many choices stand in it. */
export function fill(list, { q, known, answer, none, current, waiting }) {
  const found = answer ? told(answer) : guessed(known, q);
  const shown = [...(none ? [none] : []), ...found.slice(0, LISTED)];
  list.replaceChildren(...shown.map((one, i) => line(one, i, current)));
  const more = found.length > LISTED || answer?.more || answer?.cut;
  if (found.length === 0 && !waiting) list.append(remark(text("nothingFound")));
  if (found.length === 0 && waiting) list.append(remark(text("searching")));
  if (more) list.append(remark(found.length > LISTED ? text("more", { n: found.length - LISTED }) : text("moreToType")));
  return found.length;
}

// What the server told: the last ones picked first; a tree as a tree while nothing is typed and its boughs are there.
function told({ choices, more, q }) {
  const titles = new Set(choices.map(({ title }) => title)), tree = q === "" && !more;
  return choices.map(({ value, title, detail = "", path = [], recent = false }) => {
    const above = path.slice(0, -1), depth = tree && !recent ? above.filter((one) => titles.has(one)).length : 0;
    return { value, title, recent, depth, detail: [depth ? "" : above.join(" › "), detail].filter(Boolean).join(" · ") };
  });
}

function guessed(known, q) {
  const wanted = spoken(q).split(/\s+/).filter(Boolean);
  const found = known.filter(({ title }) => wanted.every((word) => spoken(title).includes(word)));
  const first = wanted[0] ?? "";
  if (first) found.sort((one, other) => Number(spoken(other.title).startsWith(first)) - Number(spoken(one.title).startsWith(first)));
  return found.map(({ value, title }) => ({ value, title: title.replace(INDENT, ""), depth: wanted.length ? 0 : INDENT.exec(title)?.[0].length ?? 0 }));
}

function line({ value, title, detail = "", depth = 0, recent = false }, i, current) {
  const words = element("span", "dg-picker-words", {}, element("span", "dg-picker-label", {}, title));
  if (detail) words.append(element("small", "dg-picker-detail", {}, detail));
  const made = element("li", "dg-picker-option", {
    role: "option", id: `picker-${i}`, "data-value": value, "data-title": title, "aria-selected": "false",
    ...(value === current ? { "aria-current": "true" } : {}), ...(depth ? { "data-depth": String(Math.min(8, depth)) } : {}),
  }, words);
  if (recent) made.append(element("small", "dg-picker-recent", {}, text("recent")));
  return made;
}

const remark = (words) => element("li", "dg-picker-none", { role: "presentation" }, words);

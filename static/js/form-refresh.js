// Asks the server for the form again, as if "refresh" were pressed, and takes over what only it knows: what selects
// offer, what computed fields show, what is hidden. Nothing is saved and nothing typed is touched.
import { offerAnew } from "dougong/choices";
import { element, text } from "dougong/texts";

let asking = null;

/** Whether the page around a form answers "refresh" with the form (a page that writes records does). */
export function canAsk(part) {
  return part.closest("form")?.elements.namedItem("_version") !== null && part.closest("form") !== null;
}

/** The form as the server draws it now; null where it could not, or where a newer question was asked meanwhile. */
export async function newest(part) {
  const form = part.closest("form"), data = new FormData(form);
  for (const [name, value] of [...data]) { // files and drawings are sent once, with the form itself
    if (!(value instanceof File) && !value.startsWith("data:")) continue;
    const others = data.getAll(name).filter((one) => !(one instanceof File) && !one.startsWith("data:"));
    data.delete(name);
    for (const one of others) data.append(name, one);
  }
  data.set("_do", "refresh");
  asking?.abort();
  const mine = asking = new AbortController();
  try {
    const response = await fetch(form.action, { method: "POST", body: data, signal: mine.signal, redirect: "error" });
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return mine.signal.aborted ? null : page.querySelector(".dg-form");
  } catch {
    return null; // no network: what is shown stays, and saving works everything out again
  }
}

// The server numbers rows as they stand: "/rows/n7k/rate" here is "/rows/2/rate" there.
function translator(part) {
  const rows = new Map();
  const translate = (name) => {
    for (let cut = name.length; cut > 0; cut = name.lastIndexOf("/", cut - 1)) {
      const row = rows.get(name.slice(0, cut));
      if (row !== undefined) return row + name.slice(cut);
    }
    return name;
  };
  for (const list of part.querySelectorAll(".dg-list[data-name]")) { // outer lists come before those in their rows
    const { name } = list.dataset, tokens = [...list.querySelectorAll("[data-row]")]
      .filter((row) => row.closest(".dg-list") === list).map((row) => row.dataset.row);
    tokens.forEach((token, i) => rows.set(`${name}/${token}`, `${translate(name)}/${i}`));
  }
  return translate;
}

const byName = (root, selector) => new Map([...root.querySelectorAll(selector)].map((one) => [one.dataset.name, one]));

const warningOf = (one) => (one.classList.contains("dg-warn") ? one.querySelector(":scope > .dg-error") : null);

// What rules warn of stands at its field, and goes when it holds no more.
function warn(mine, theirs) {
  const shown = warningOf(mine), told = warningOf(theirs);
  if (shown?.textContent === told?.textContent) return;
  shown?.remove();
  mine.classList.toggle("dg-warn", told !== null);
  if (!told) return;
  const said = document.importNode(told, true);
  said.id = `e${mine.dataset.name}`;
  said.setAttribute("role", "status");
  mine.insertBefore(said, mine.querySelector(":scope > .dg-scroll, :scope > .dg-rows"));
}

// What is warned of was read here: it is not asked about again when the form is saved. Beside the buttons stands how
// much there is, for those who have scrolled on.
function note(part) {
  const form = part.closest("form"), told = [...part.querySelectorAll(".dg-warn > .dg-error [data-rule]")];
  const seen = form.elements.namedItem("_seen") ?? form.appendChild(element("input", "", { type: "hidden", name: "_seen" }));
  seen.value = [...new Set([...seen.value.split(" ").filter(Boolean), ...told.map((one) => one.dataset.rule)])].join(" ");
  const bar = form.querySelector(".save-bar");
  bar?.querySelector(".dg-cautions")?.remove();
  if (!told.length || !bar) return;
  const at = told[0].closest("[data-name]"), control = at.querySelector("input:not([type=hidden]), select, textarea");
  bar.append(element("a", "dg-cautions", { href: `#${control?.id || at.id}` }, text("warnings", { count: told.length })));
}

/** Takes over what the server drew. Returns the names of computed fields, the elements shown or hidden, those replaced. */
export function adopt(part, fresh) {
  const theirs = byName(fresh, "[data-name]"), outputs = [], shown = [], replaced = [];
  const translate = translator(part), twin = (mine) => theirs.get(translate(mine.dataset.name));
  for (const mine of part.querySelectorAll("[data-name][data-kind]")) {
    const other = twin(mine);
    if (!other) continue;
    const output = mine.querySelector("output.dg-output"), theirsOutput = other.querySelector("output.dg-output");
    if (Boolean(output) !== Boolean(theirsOutput)) {
      if (translate(mine.dataset.name) !== mine.dataset.name) continue; // its inputs bear another row's name
      mine.replaceWith(other);
      replaced.push(other);
    } else if (output) {
      if (output.textContent !== theirsOutput.textContent) output.replaceChildren(...theirsOutput.childNodes);
      output.classList.remove("dg-stale");
      outputs.push(mine.dataset.name);
    }
  }
  for (const mine of part.querySelectorAll("[data-name][data-visible-when]")) {
    const other = twin(mine);
    if (other && other.hidden !== mine.hidden) {
      mine.hidden = other.hidden;
      shown.push(mine);
    }
  }
  for (const mine of part.querySelectorAll("[data-name]")) {
    const other = twin(mine);
    if (other && !mine.classList.contains("dg-bad")) warn(mine, other);
  }
  if ("warns" in part.dataset) note(part);
  offerAnew(part, fresh, translate);
  if (replaced.length) document.dispatchEvent(new Event("form:came"));
  return { outputs, shown, replaced };
}

// A long select becomes searchable: the select stays and holds the value; Space, a letter or a click opens a list with
// a field to type in. What the page knows is found at once; where the select names an address, the server adds what
// it knows: more records, pinyin, a second line that tells one from another, the last ones picked, a way to make one.
import { choicesOf, choose, isLong, take as takeIn } from "dougong/choices";
import { ask } from "dougong/picker-ask";
import { fill } from "dougong/picker-list";
import { remember } from "dougong/picked";
import { element, text } from "dougong/texts";

const PAUSE = 120; // ms without a keystroke before the server is asked
let open = null;

const asksServer = (select) => select.dataset.search !== undefined && select.closest("form") !== null;
const searched = (target) => (target instanceof HTMLSelectElement && target.matches(".dg-form select.dg-select:not([multiple])")
  && !target.disabled && (isLong(target) || target.dataset.more === "yes" || target.dataset.makes === "yes") ? target : null);

/** Listens for the keys and clicks that open a list, once for the page. */
export function listen() {
  document.addEventListener("mousedown", (event) => {
    const select = searched(event.target);
    if (select && event.button === 0) {
      event.preventDefault();
      show(select);
    } else if (open && !open.box.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    const select = searched(event.target);
    if (!select || event.ctrlKey || event.metaKey || event.isComposing) return;
    const typed = event.key.length === 1 && event.key !== " " && event.key !== "?" && !event.altKey;
    const arrow = event.key === "ArrowDown" || event.key === "ArrowUp";
    const asked = event.key === " " || event.key === "F4" || (arrow && (event.altKey || !select.closest("table.dg-grid")))
      || (event.key === "Enter" && !select.closest("table.dg-grid"));
    if (!typed && !asked) return;
    event.preventDefault();
    event.stopPropagation();
    show(select, { typed: typed ? event.key : "" });
  }, true);
}

/**
 * Opens the list of a select. typed: already in the field. anchor: what it stands at, and where the focus comes back.
 * onTake: called with {value, title} instead of choosing. without: values not offered.
 */
export function show(select, { typed = "", anchor = select, onTake = null, without = new Set() } = {}) {
  close();
  const list = element("ul", "dg-picker-list", { role: "listbox", id: "picker-list", "aria-label": nameOf(select) });
  const input = element("input", "dg-input dg-picker-input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "true", "aria-autocomplete": "list",
    "aria-controls": "picker-list", "aria-label": nameOf(select), placeholder: text("search"), maxlength: "100", enterkeyhint: "done",
  });
  const shut = element("button", "dg-picker-close btn btn-quiet", { type: "button", tabindex: "-1" }, text("close"));
  const title = element("p", "dg-picker-title", { "aria-hidden": "true" }, nameOf(select));
  const foot = element("div", "dg-picker-foot");
  const box = element("div", "dg-picker", { popover: "manual" }, element("div", "dg-picker-head", {}, title, shut), input, list, foot);
  const known = choicesOf(select).filter(({ value }) => !without.has(value));
  open = { select, box, input, list, foot, anchor, onTake, without, known, answer: null, at: -1, asked: "" };
  (select.closest("dialog[open]") ?? document.body).append(box);
  box.showPopover?.();
  stand(box, anchor);
  input.value = typed;
  draw(typed === "" ? select.value : null);
  input.addEventListener("input", () => { draw(); later(); });
  input.addEventListener("keydown", key);
  input.addEventListener("blur", () => { if (open?.box === box && !box.matches(":focus-within")) close(); });
  shut.addEventListener("click", () => close({ back: true }));
  for (const part of [list, foot, shut]) part.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => pick(event.target.closest("[role=option]")));
  input.focus();
  if (asksServer(select)) question();
}

const nameOf = (select) => select.getAttribute("aria-label") ?? select.labels?.[0]?.textContent.replace("*", "").trim()
  ?? select.closest("[data-name]")?.querySelector(".dg-label")?.textContent.replace("*", "").trim() ?? "";

// Below the select, or above it where there is more room. On phones the style sheet gives it the whole screen.
function stand(box, anchor) {
  const place = anchor.getBoundingClientRect(), below = innerHeight - place.bottom;
  const width = Math.max(place.width, Math.min(380, innerWidth - 16));
  Object.assign(box.style, { margin: "0", right: "auto" }); // a popover would stand in the middle
  box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`;
  box.style.width = `${width}px`;
  const upwards = below < 320 && place.top > below;
  box.style.top = upwards ? "auto" : `${place.bottom + 2}px`;
  box.style.bottom = upwards ? `${innerHeight - place.top + 2}px` : "auto";
  box.classList.toggle("dg-picker-above", upwards);
}

function later() {
  if (!asksServer(open.select)) return;
  clearTimeout(open.timer);
  open.timer = setTimeout(question, PAUSE);
}

async function question() {
  const mine = open, q = mine.input.value.trim();
  const answer = await ask(mine.select, q);
  if (open !== mine || mine.input.value.trim() !== q || answer === null) return;
  mine.answer = { ...answer, q, choices: answer.choices.filter(({ value }) => !mine.without.has(value)) };
  draw(marked());
}

const marked = () => optionsNow()[open.at]?.dataset.value ?? null;

function draw(mark = null) {
  const { input, list, foot, select, known, answer, onTake } = open, q = input.value.trim();
  const empty = [...select.options].find((option) => option.value === "");
  const fresh = answer?.q === q ? answer : null;
  const waiting = asksServer(select) && fresh === null;
  const none = empty && q === "" && !onTake ? { value: "", title: empty.text } : null;
  const count = fill(list, { q, known, answer: fresh, none, current: select.value, waiting });
  const at = optionsNow().findIndex(({ dataset }) => dataset.value === mark);
  move(at >= 0 ? at : q !== "" && count > 0 ? 0 : -1);
  foot.replaceChildren();
  if (answer?.make) {
    const button = element("button", "dg-picker-make btn btn-quiet", { type: "button" }, text("makeOne", { title: answer.make.title }));
    button.addEventListener("click", () => create(answer.make));
    foot.append(button);
  }
}

async function create(making) {
  const { select, onTake, anchor, input } = open, typed = input.value.trim();
  close();
  const { make } = await import("dougong/picker-make");
  make(making, { typed, back: anchor, taken: (found) => settle(select, onTake, found) });
}

const optionsNow = () => [...open.list.querySelectorAll("[role=option]")];

function move(to) {
  const options = optionsNow();
  options[open.at]?.setAttribute("aria-selected", "false");
  open.at = Math.max(-1, Math.min(options.length - 1, to));
  const option = options[open.at];
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) open.input.setAttribute("aria-activedescendant", option.id);
  else open.input.removeAttribute("aria-activedescendant");
}

function key(event) {
  if (event.isComposing) return;
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  event.stopPropagation();
  if (event.key in steps) move(open.at + steps[event.key]);
  else if (event.key === "Enter") pick(optionsNow()[open.at]);
  else if (event.key === "Escape") close({ back: true });
  else if (event.key === "Tab") {
    const option = open.input.value ? optionsNow()[open.at] : null;
    if (option) pick(option);
    else close({ back: true });
    return; // and on from the select
  } else return;
  event.preventDefault();
}

function pick(option) {
  if (!option) return;
  const { select, onTake, answer } = open, { value, title } = option.dataset;
  remember(select, answer?.entity, value);
  close({ back: true });
  settle(select, onTake, { value, title });
}

function settle(select, onTake, found) {
  if (onTake) return onTake(found);
  if (found.value !== "") takeIn(select, found);
  choose(select, found.value);
}

/** Closes the list that is open. back: the focus returns to where it came from. */
export function close({ back = false } = {}) {
  if (!open) return;
  const { box, anchor, timer } = open;
  clearTimeout(timer);
  open = null;
  if (back) anchor.focus();
  box.remove();
}


// What a text out of a sheet means in a cell: numbers with their separators, dates as people write them, choices by name.
import { choicesOf, listIn } from "dougong/choices";
import { sheetDate, sheetMonth, sheetMoment, sheetNumber, sheetTime } from "dougong/figures";
import { text } from "dougong/texts";

const NUMBERS = new Set(["integer", "number", "quantity", "money", "price", "percent"]);

/** Puts a text out of a sheet into a cell; whether it could be read. What could not is left to `mark`. */
export function fit(held, typed) {
  const { controls: [control], kind, controls } = held, plain = typed.trim();
  if (control.type === "checkbox" && kind === "boolean") return ticked(control, plain);
  if (control.tagName === "SELECT") return control.multiple ? several(control, plain) : selected(control, plain);
  if (control.type === "radio" || control.type === "checkbox") return side(controls, plain);
  if (kind === "duration") return lasting(controls, plain);
  const value = plain === "" ? "" : written(held, typed);
  if (value === null) return false;
  control.value = value;
  return value === "" || control.value !== "";
}

function written({ kind, field, controls: [control] }, typed) {
  if (NUMBERS.has(kind)) {
    const unit = field.querySelector(".dg-unit")?.textContent.trim() ?? "";
    return sheetNumber(typed, { percent: kind === "percent", whole: kind === "integer", unit });
  }
  const year = Number(field.closest("[data-today]")?.dataset.today?.slice(0, 4)) || new Date().getFullYear();
  if (kind === "date" || control.type === "date") return sheetDate(typed, year);
  if (kind === "month") return sheetMonth(typed);
  if (kind === "time") return sheetTime(typed);
  if (kind === "datetime") return sheetMoment(typed, year);
  return control.tagName === "TEXTAREA" ? typed : typed.replace(/\s*[\r\n]+\s*/g, " ").trim();
}

function lasting([hours, minutes], plain) {
  const parts = /^(\d+)[:：](\d\d)(?:[:：]\d\d)?$/.exec(plain), whole = parts ? null : sheetNumber(plain, { unit: "h" });
  if (plain !== "" && !parts && whole === null) return false;
  const count = parts ? Number(parts[1]) * 60 + Number(parts[2]) : Math.round(Number(whole) * 60);
  hours.value = plain === "" ? "" : String(Math.floor(count / 60));
  if (minutes) minutes.value = plain === "" ? "" : String(count % 60);
  return true;
}

// What sheets say, whatever language the page speaks.
const SAID = { yesWords: ["yes", "y", "true", "是", "对", "有", "√", "✓", "☑"], noWords: ["no", "n", "false", "否", "不", "无", "☐", "✗"] };
const words = (name) => [...text(name).toLowerCase().split(" "), ...SAID[name]];
function truth(plain) {
  const said = plain.normalize("NFKC").toLowerCase();
  if (words("yesWords").includes(said)) return true;
  return said === "" || words("noWords").includes(said) ? false : null;
}

function ticked(control, plain) {
  const holds = truth(plain);
  control.checked = holds === true;
  return holds !== null;
}

const spoken = (title) => title.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();

/** The choice a text names: its title, its value, or the only title that begins with it or has it inside. */
export function named(choices, plain) {
  const said = spoken(plain);
  const exact = choices.find(({ title, value }) => spoken(title) === said || value === plain);
  if (exact || said === "") return exact ?? null;
  for (const fits of [(title) => title.startsWith(said), (title) => title.includes(said)]) {
    const found = choices.filter(({ title }) => fits(spoken(title)));
    if (found.length === 1) return found[0];
  }
  return null;
}

function selected(control, plain) {
  const found = plain === "" ? { value: "" } : named(choicesOf(control), plain) ?? truthful(control, plain);
  if (!found) return false;
  listIn(control, found.value, found.title);
  control.value = found.value;
  return true;
}

const parted = (plain) => plain.split(/[,，、;；]/).map((part) => part.trim()).filter(Boolean);

function several(control, plain) {
  const found = parted(plain).map((part) => named(choicesOf(control), part));
  if (!found.every(Boolean)) return false;
  for (const option of control.options) option.selected = found.some(({ value }) => value === option.value);
  return true;
}

function truthful(control, plain) {
  const holds = truth(plain);
  return holds !== null && [...control.options].some(({ value }) => value === String(holds)) ? { value: String(holds) } : null;
}

function side(controls, plain) {
  const titles = controls.map((control) => ({ control, value: control.value, title: control.parentElement.textContent }));
  const found = (controls[0].type === "checkbox" ? parted(plain) : [plain]).map((part) => (part === "" ? null : named(titles, part)));
  if (plain !== "" && !found.every(Boolean)) return false;
  for (const control of controls) control.checked = found.some((one) => one?.control === control);
  return true;
}

// One cell of a sheet: what it holds, what it shows, how it is written and how it says that a text could not be read.
import { listIn } from "dougong/choices";
import { figures } from "dougong/figures";
import { controlsOf, outputOf } from "dougong/form-values";
import { element, text } from "dougong/texts";

const MARKED = "dg-unread";
const NUMBERS = new Set(["integer", "number", "quantity", "money", "price", "percent"]);

/** A field's controls with its kind; null where nothing can be written. */
export function hold(field) {
  const controls = controlsOf(field).filter((control) => control.type !== "hidden" && !control.classList.contains("dg-blank"));
  if (controls.length === 0 || controls.some((control) => control.readOnly || control.disabled || control.type === "file")) return null;
  return { field, controls, kind: field.dataset.kind };
}

const texts = (select) => (select.multiple ? [...select.selectedOptions].map(({ value }) => value) : select.value);

/** What a cell holds now, to be put back or into another cell of the column. */
export function stateOf({ field, controls }) {
  const typed = field.classList.contains(MARKED) ? field.dataset.typed : undefined;
  return controls.map((control) => {
    if (control.type === "checkbox" || control.type === "radio") return { checked: control.checked, typed };
    return { value: control.tagName === "SELECT" ? texts(control) : control.value, typed };
  });
}

/** What an empty cell holds. */
export const cleared = ({ controls }) => controls.map((control) => (
  control.type === "checkbox" || control.type === "radio" ? { checked: control.type === "radio" && control.value === "" } : { value: control.multiple ? [] : "" }));

/** Puts back what a cell held, and tells the form. */
export function put(held, state) {
  const { controls } = held, { typed } = state[0] ?? {};
  mark(held, typed ?? null);
  controls.forEach((control, i) => write(control, state[i] ?? {}));
  controls[0].dispatchEvent(new Event("input", { bubbles: true }));
}

function write(control, { value, checked }) {
  if (checked !== undefined) control.checked = checked;
  else if (control.tagName !== "SELECT") control.value = value ?? "";
  else if (control.multiple) for (const option of control.options) option.selected = (value ?? []).includes(option.value);
  else {
    listIn(control, value);
    control.value = value ?? "";
  }
}

/** What a cell shows, as a sheet takes it: numbers plain, references by their titles. */
export function shown(field) {
  const { kind } = field.dataset, output = outputOf(field);
  if (output) {
    const words = output.textContent.trim();
    return words === "—" ? "" : NUMBERS.has(kind) ? figures(words.replace(/[^\d.,−-]/g, "")) ?? words : words;
  }
  if (field.classList.contains(MARKED)) return field.dataset.typed;
  const controls = controlsOf(field).filter((control) => control.type !== "hidden" && !control.classList.contains("dg-blank"));
  const [first] = controls;
  if (!first || first.type === "file") return "";
  if (first.tagName === "SELECT") return [...first.selectedOptions].filter(({ value }) => value !== "").map((option) => option.text).join(", ");
  if (kind === "boolean" && first.type === "checkbox") return text(first.checked ? "yesWords" : "noWords").split(" ")[0];
  if (first.type === "radio" || first.type === "checkbox") {
    return controls.filter((control) => control.checked && control.value !== "").map((control) => control.parentElement.textContent.trim()).join(", ");
  }
  if (kind === "duration") {
    const [hours, minutes] = controls.map((control) => control.value.trim());
    return hours || minutes ? `${hours || "0"}:${String(minutes || "0").padStart(2, "0")}` : "";
  }
  return controls.map((control) => control.value).join(" ").trim();
}

/**
 * Marks a cell that could not be read: what was pasted stays in it, for eyes and for the server; typed null takes the
 * mark away. Where a control can only hold what is right, it becomes a text or gets a choice of its own.
 */
export function mark({ field, controls }, typed) {
  const [control] = controls;
  if (typed === null) return field.classList.contains(MARKED) ? unmark(field, control) : undefined;
  field.classList.add(MARKED);
  field.dataset.typed = typed;
  field.title = text("unreadCell", { typed });
  control.setAttribute("aria-invalid", "true");
  keep(field, control, typed);
  field.addEventListener("input", touched);
}

function touched(event) {
  const field = event.currentTarget;
  if (!event.isTrusted) return;
  const { dataset } = field, control = event.target;
  unmark(field, control, { typing: dataset.type !== undefined });
}

const PICKED = new Set(["date", "month", "time", "datetime-local"]);
function keep(field, control, typed) {
  if (PICKED.has(control.type)) {
    field.dataset.type = control.type;
    control.type = "text";
  }
  if (control.tagName === "SELECT") {
    control.append(new Option(typed, typed));
    control.value = typed;
  } else if (control.type === "checkbox" || control.type === "radio") {
    // Sent after what the box says, so that the server refuses the cell as long as nobody has chosen.
    const sent = element("input", "", { type: "hidden", name: control.name, value: typed });
    field.append(element("span", "dg-error dg-pasted", {}, typed, sent));
    control.indeterminate = control.type === "checkbox";
  } else control.value = typed;
}

function unmark(field, control, { typing = false } = {}) {
  const { typed } = field.dataset;
  field.classList.remove(MARKED);
  field.removeEventListener("input", touched);
  field.removeAttribute("title");
  delete field.dataset.typed;
  control.removeAttribute("aria-invalid");
  field.querySelector(".dg-pasted")?.remove();
  control.indeterminate = false;
  if (control.tagName === "SELECT") [...control.options].find((option) => option.value === typed && !option.defaultSelected)?.remove();
  if (field.dataset.type === undefined) return;
  const back = () => { [control.type] = [field.dataset.type]; delete field.dataset.type; };
  if (typing) control.addEventListener("blur", () => { if (field.dataset.type) back(); }, { once: true });
  else back();
}

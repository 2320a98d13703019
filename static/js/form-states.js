// What a condition does to a field: shown or hidden, has to be filled in, cannot be written now.
import { controlsOf } from "dougong/form-values";
import { element as make, text } from "dougong/texts";

/** Applies the answer of a condition; whether anything changed. */
export function apply(word, element, holds) {
  return { visible, required, readonly }[word](element, holds);
}

function visible(element, holds) {
  if (element.hidden === !holds) return false;
  element.hidden = !holds;
  return true;
}

const controls = (element) => (element.dataset.name === undefined ? [] : controlsOf(element));

function required(element, holds) {
  for (const control of controls(element)) {
    if (holds) control.setAttribute("aria-required", "true");
    else control.removeAttribute("aria-required");
  }
  const label = element.querySelector(":scope > .dg-label, :scope > .dg-legend");
  const star = label?.querySelector(".dg-star");
  if (!label || holds === Boolean(star)) return false;
  if (star) star.remove();
  else label.append(make("span", "dg-star", { title: text("required") }, "*"));
  return true;
}

// Only texts know "read only"; any other control is switched off, and the server keeps what it has.
const WRITTEN = new Set(["text", "search", "tel", "url", "email", "date", "month", "time", "datetime-local", "textarea"]);
function readonly(element, holds) {
  if (element.classList.contains("dg-readonly") === holds) return false;
  element.classList.toggle("dg-readonly", holds);
  for (const control of controls(element)) {
    if (WRITTEN.has(control.type)) control.readOnly = holds;
    else if (control.type !== "hidden") control.disabled = holds;
  }
  return true;
}

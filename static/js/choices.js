// What a select offers. A long select of a row just added holds only its own choice; the template lists them all.
const LONG = 12;
const sources = new WeakMap();

const listed = (select) => sources.get(select) ?? borrowed(select) ?? select;

// A row of a long sheet came with its own choice alone: the blank row of its list has them all.
function borrowed(select) {
  if (select.dataset.lent === undefined) return null;
  const key = select.name.slice(select.name.lastIndexOf("/"));
  const blank = select.closest(".dg-list")?.querySelector(':scope > template[data-grid-target="blank"]');
  const whole = [...(blank?.content.querySelectorAll("select.dg-select") ?? [])].find((one) => one.name.endsWith(key)) ?? null;
  if (whole) sources.set(select, whole);
  return whole;
}

/** Every choice of a select as {value, title}; the empty one is left out. */
export function choicesOf(select) {
  return [...listed(select).options].filter((option) => option.value !== "").map(({ value, text }) => ({ value, title: text }));
}

/** Whether a list is so long that it is searched, not read. */
export const isLong = (select) => listed(select).options.length > LONG + 1;

/** Chooses a value as if somebody had; tells the form. */
export function choose(select, value) {
  if (select.value === value) return;
  put(select, value);
  for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true }));
}

/** Puts a choice into a select that does not list it yet. */
export function take(select, { value, title }) {
  if (![...select.options].some((option) => option.value === value)) select.append(new Option(title, value));
}

function put(select, value) {
  listIn(select, value);
  select.value = value;
}

/** Sees to it that a select has a value among its own options, from the list it was lent or under a title. */
export function listIn(select, value, title = null) {
  if (!value || [...select.options].some((option) => option.value === value)) return;
  const found = [...listed(select).options].find((option) => option.value === value);
  if (found) select.append(found.cloneNode(true));
  else if (title !== null) select.append(new Option(title, value));
}

/** The long selects of a row's template, cut to their empty choice; lend() gives the copies their list back. */
export function lighten(template) {
  const light = template.cloneNode(true);
  for (const select of light.content.querySelectorAll("select.dg-select:not([multiple])")) {
    if (!isLong(select)) continue;
    for (const option of [...select.options]) if (option.value !== "" && !option.selected) option.remove();
  }
  return light;
}

export function lend(row, template) {
  const whole = [...template.content.querySelectorAll("select.dg-select")];
  [...row.querySelectorAll("select.dg-select")].forEach((select, i) => {
    if (whole[i] && isLong(whole[i]) && !select.multiple) sources.set(select, whole[i]);
  });
}

/**
 * Takes over what the selects of a form drawn anew offer, each keeping its value while that is still offered.
 * translate: from a name here to the name there.
 */
export function offerAnew(part, fresh, translate) {
  const theirs = selectsOf(fresh);
  for (const [name, select] of selectsOf(part)) {
    const other = theirs.get(translate(name));
    if (!other || sources.has(select) || select.dataset.lent !== undefined || same(select, other)) continue;
    const kept = new Set([...select.selectedOptions].map((option) => option.value));
    const found = other.dataset.more === "yes" ? [...select.selectedOptions].filter(({ value }) => value !== "") : [];
    select.replaceChildren(...[...other.options].map((option) => new Option(option.text, option.value)));
    for (const option of found) take(select, { value: option.value, title: option.text }); // found by searching
    for (const option of select.options) option.selected = kept.has(option.value);
    if (!select.multiple && select.selectedIndex < 0) select.value = "";
  }
}

function selectsOf(root) {
  const found = new Map(), inside = [root, ...[...root.querySelectorAll("template")].map((one) => one.content)];
  for (const part of inside) for (const select of part.querySelectorAll("select.dg-select[name]")) found.set(select.name, select);
  return found;
}

function same(one, other) {
  const left = one.options, right = other.options;
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i += 1) if (left[i].value !== right[i].value || left[i].text !== right[i].text) return false;
  return true;
}

// Asks the server what a select offers for what was typed, with the inputs that narrow it; the newest answer counts.
const LONG = 1500; // characters of an address; longer questions are posted
const kept = new Map(); // the answers of this page, by question
const KEPT = 60;
let asking = null;

/** The inputs that narrow what a select offers, as [name, value]: of its record, and of its own row. */
export function fieldsFor(select) {
  const form = select.closest("form"), found = [], parts = select.name.split("/");
  const row = parts.length > 3 ? parts.slice(0, 3).join("/") : null;
  const needs = (select.dataset.needs ?? "").split(" ").filter(Boolean);
  const wanted = needs.map((need) => (need.startsWith("row:") ? row && `${row}/${need.slice(4)}` : need)).filter(Boolean);
  if (wanted.length === 0) return found;
  if (row) found.push([`row:${parts.slice(0, 2).join("/")}`, parts[2]]);
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || value.startsWith("data:")) continue;
    const plain = name.replace(/^[a-z]+:/, "");
    if (wanted.some((one) => plain === one || plain.startsWith(`${one}/`))) found.push([name, value]);
  }
  return found;
}

/** {choices, more, cut, make} for what was typed; null where nothing came, or a newer question was asked. */
export async function ask(select, q) {
  const address = new URL(select.dataset.search, location.href);
  const given = [["field", select.dataset.field ?? select.name], ["q", q], ...fieldsFor(select)];
  const token = select.closest("form").elements.csrfmiddlewaretoken?.value ?? "";
  const key = JSON.stringify([address.href, given]);
  asking?.abort();
  if (kept.has(key)) return kept.get(key);
  const mine = asking = new AbortController();
  const body = new URLSearchParams(given), posts = body.toString().length > LONG;
  if (!posts) for (const [name, value] of given) address.searchParams.append(name, value);
  else for (const [name, value] of address.searchParams) body.append(name, value);
  try {
    const response = await fetch(address, {
      method: posts ? "POST" : "GET", signal: mine.signal, redirect: "error",
      headers: { Accept: "application/json", "Dougong-Part": "yes", ...(posts ? { "X-CSRFToken": token } : {}) }, ...(posts ? { body } : {}),
    });
    if (!response.ok) return null;
    const answer = await response.json();
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value);
    kept.set(key, answer);
    return answer;
  } catch {
    return null; // no network: what the page knows is offered
  }
}

/** Forgets every answer: something was made or picked that changes them. */
export const forget = () => kept.clear();

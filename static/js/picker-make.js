// Makes a record that is missing among the choices, in a sheet beside the form: the other form stays as it is.
import { element, text } from "dougong/texts";

const NAMES = ["name", "title", "code"]; // the field that gets what was typed to search
let count = 0;

/** Opens the sheet. making: {href, title}; typed: fills the name in; taken: called with {value, title}. */
export async function make({ href, title }, { typed, back, taken }) {
  const close = element("button", "btn btn-quiet", { type: "button", "aria-label": text("close") }, "×");
  const body = element("div", "dg-sheet-body", { "aria-busy": "true" });
  const sheet = element("dialog", "dg-sheet", { "aria-label": text("makeOne", { title }) },
    element("div", "dg-sheet-head", {}, element("h2", "", {}, text("makeOne", { title })), close), body);
  const end = () => { sheet.remove(); back.focus(); };
  close.addEventListener("click", () => leave(sheet, end));
  sheet.addEventListener("cancel", (event) => { event.preventDefault(); leave(sheet, end); });
  body.addEventListener("form:made", ({ detail }) => { end(); taken({ value: detail.id, title: detail.label }); });
  body.addEventListener("form:drawn", (event) => { event.preventDefault(); fill(body, event.detail); });
  for (const kind of ["input", "change"]) body.addEventListener(kind, () => { sheet.dataset.changed = "yes"; });
  document.body.append(sheet);
  sheet.showModal();
  fill(body, await load(href), typed);
}

function leave(sheet, end) {
  if (sheet.dataset.changed !== "yes" || window.confirm(text("leaveUnsaved"))) end();
}

async function load(href) {
  try {
    const response = await fetch(href, { redirect: "error", headers: { "Dougong-Fetch": "form" } });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

function fill(body, page, typed = "") {
  const form = page?.querySelector("form.fields");
  body.removeAttribute("aria-busy");
  if (!form) return body.replaceChildren(element("p", "notice notice-warn", { role: "alert" }, page?.querySelector("main p")?.textContent ?? text("offline")));
  apart(form, `s${(count += 1)}-`);
  const name = typed && NAMES.map((key) => form.elements[`/${key}`]).find((one) => one && one.value === "");
  if (name) name.value = typed;
  body.replaceChildren(form);
  document.dispatchEvent(new Event("form:came"));
  return (name ?? form.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
}

// Two forms in one page: the ids of this one begin differently, and what points to them with them.
function apart(part, begin) {
  for (const one of part.querySelectorAll("*")) {
    if (one.id) one.id = begin + one.id;
    for (const word of ["for", "list", "aria-labelledby", "aria-describedby", "aria-controls"]) {
      const named = one.getAttribute(word);
      if (named) one.setAttribute(word, named.split(" ").map((id) => begin + id).join(" "));
    }
    const link = one.getAttribute("href");
    if (link?.startsWith("#")) one.setAttribute("href", `#${begin}${link.slice(1)}`);
    if (one.tagName === "TEMPLATE") apart(one.content, begin);
  }
}

// Search and go (Ctrl-K): places, records, new things and what can be done here, by keyboard alone.
import { forget, remember } from "dougong/preferences";
import { element, text } from "dougong/texts";

const PAUSE = 180, SHOWN = 60, SHOWN_TYPED = 6;
let box = null;

const spoken = (words) => words.normalize("NFKC").toLowerCase();

/** Opens the palette; what it offers is fetched once for the page. before: what was typed while it was on its way. */
export function open(address, frame, before = { words: "", entered: false }) {
  box ??= build(address);
  box.frame = frame;
  if (box.dialog.open) return;
  Object.assign(box, { found: [], answered: "", run: doable(frame), entered: false, moved: false });
  box.input.value = before.words;
  box.dialog.showModal();
  if (before.words) typed();
  else show();
  if (!box.groups) load();
  if (before.entered) enter({});
}

function build(address) {
  const list = element("div", "palette-list", { role: "listbox", id: "palette-list", "aria-label": text("palette") });
  const input = element("input", "", {
    type: "text", role: "combobox", autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "go", "aria-expanded": "true",
    "aria-autocomplete": "list", "aria-controls": "palette-list", "aria-label": text("palette"), placeholder: text("paletteHint"),
  });
  const close = element("button", "btn btn-quiet", { type: "button", "aria-label": text("close") }, icon("x"));
  const dialog = element("dialog", "palette", { "aria-label": text("palette") },
    element("div", "palette-field", {}, icon("search"), input, close), list, element("p", "palette-foot", {}, text("paletteKeys")));
  document.body.append(dialog);
  input.addEventListener("input", () => typed());
  dialog.addEventListener("keydown", key);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("mousemove", (event) => move([...options()].indexOf(event.target.closest("[role=option]"))));
  list.addEventListener("click", (event) => take(event.target.closest("[role=option]"), event));
  return { address, dialog, input, list, groups: null, found: [], answered: "", run: [], at: -1, failed: false };
}

function icon(name) {
  const sprite = document.querySelector(".rail svg.icon use").getAttribute("href").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

async function ask(query) {
  box.asked?.abort();
  const asked = box.asked = new AbortController();
  try {
    const answer = await fetch(`${box.address}${query}`, { signal: asked.signal, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new TypeError(`answered ${answer.status}`);
    box.failed = false;
    return (await answer.json()).groups;
  } catch (error) {
    if (error.name === "AbortError") return null;
    if (!(error instanceof TypeError)) throw error;
    box.failed = true; // said in the list
    return [];
  }
}

async function load() {
  const groups = await ask("");
  if (groups) box.groups = box.failed ? null : groups;
  show();
  if (box.entered) enter({});
}

function typed() {
  Object.assign(box, { entered: false, moved: false });
  show();
  clearTimeout(box.timer);
  const wanted = box.input.value.trim();
  if (wanted.length < 2) return void (box.found = []);
  box.timer = setTimeout(async () => {
    const groups = await ask(`?q=${encodeURIComponent(wanted)}`);
    if (groups === null || wanted !== box.input.value.trim()) return;
    Object.assign(box, { found: groups, answered: wanted });
    const at = box.at; // what is found stands below: the chosen line stays the chosen one
    show();
    move(at);
    if (box.entered) enter({});
  }, PAUSE);
}

/** Takes the chosen line; pressed sooner than what was asked for came, the first line of the answer once it is there. */
function enter(event) {
  const wanted = box.input.value.trim(), chosen = options()[box.at];
  const coming = !box.failed && (box.groups === null ? wanted !== "" || !chosen : !chosen && wanted.length > 1 && box.answered !== wanted);
  box.entered = coming && !box.moved && box.dialog.open;
  if (!box.entered && box.dialog.open) take(chosen, event);
}

/** What can be done on this page: the steps of the open record, and what the person menu offers. */
function doable(frame) {
  const press = (button) => () => button.click();
  const buttons = [...document.querySelectorAll("main .page-head .actions :is(form button, a.btn:not([href$='/new/']))")].filter((one) => one.textContent.trim());
  const own = [...document.querySelectorAll(".rail .person .menu-items :is(form button)")];
  const href = `${location.pathname}${location.search}`, pinned = document.querySelector(`.rail-module a[href="${CSS.escape(href)}"] use[href$="#pin"]`);
  const here = location.pathname.startsWith("/m/") ? [{
    title: text(pinned ? "unpin" : "pin"), icon: "pin",
    run: async () => { if (await (pinned ? forget("pin", href) : remember("pin", href, { title: document.querySelector("main h1")?.textContent.trim().slice(0, 80) || document.title }))) location.reload(); },
  }] : [];
  const wide = document.documentElement.dataset.density === "comfortable";
  return [
    ...buttons.map((one) => ({ title: one.textContent.trim(), icon: "zap", run: press(one) })),
    ...here,
    ...(matchMedia("(min-width: 1024px)").matches ? [{ title: text("fold"), icon: "chevrons-left", hint: "[", run: () => frame.fold() }] : []),
    ...(matchMedia("(min-width: 768px)").matches ? [{ title: text(wide ? "rowsDense" : "rowsWide"), icon: "list", run: () => frame.density() }] : []),
    ...own.map((one) => ({ title: one.textContent.trim(), lang: one.lang, icon: one.querySelector("use")?.getAttribute("href").split("#")[1] ?? "user", run: press(one) })),
  ];
}

function matching(items, words) {
  const scored = [];
  for (const item of items) {
    const title = spoken(item.title), all = `${title} ${spoken(item.hint ?? "")} ${item.sounds ?? ""}`;
    if (!words.every((word) => all.includes(word))) continue;
    scored.push([words.length && title.startsWith(words[0]) ? 0 : words.every((word) => title.includes(word)) ? 1 : 2, item]);
  }
  return scored.sort(([one], [other]) => one - other).map(([, item]) => item);
}

function show() {
  const words = spoken(box.input.value).split(/\s+/).filter(Boolean);
  const kept = (key) => (box.groups ?? []).filter((one) => one.key === key), run = { key: "run", title: text("paletteRun"), items: box.run };
  const groups = words.length
    ? [...kept("recent"), ...kept("go"), ...kept("create"), run, ...box.found]
    : [...kept("recent"), ...kept("create"), run, ...kept("go")];
  const parts = [];
  box.items = [];
  for (const group of groups) {
    const items = group.key === "found" ? group.items : matching(group.items, words);
    if (!items.length) continue;
    const part = element("div", "", { role: "group", "aria-label": group.title }, element("div", "palette-group", { role: "presentation" }, group.title));
    for (const item of items.slice(0, words.length && group.key !== "found" ? SHOWN_TYPED : SHOWN)) {
      const number = box.items.push(item) - 1;
      const row = element("div", "palette-option", { role: "option", id: `palette-${number}`, "aria-selected": "false", "data-number": String(number) },
        icon(item.icon || "arrow-right"), element("span", "", item.lang ? { dir: "auto", lang: item.lang } : { dir: "auto" }, item.title));
      if (item.hint) row.append(element("span", "hint", {}, item.hint));
      part.append(row);
    }
    parts.push(part);
  }
  if (box.failed) parts.push(element("p", "palette-none", { role: "status" }, text("paletteFailed")));
  else if (!parts.length) parts.push(element("p", "palette-none", { role: "status" }, text("paletteNone", { typed: box.input.value })));
  box.list.replaceChildren(...parts);
  box.at = -1;
  move(0);
}

const options = () => box.list.querySelectorAll("[role=option]");

function move(to) {
  const all = options();
  if (to < 0 || to >= all.length || to === box.at) return;
  all[box.at]?.setAttribute("aria-selected", "false");
  box.at = to;
  all[to].setAttribute("aria-selected", "true");
  all[to].scrollIntoView({ block: "nearest" });
  box.input.setAttribute("aria-activedescendant", all[to].id);
}

function key(event) {
  if (event.isComposing) return;
  const last = options().length - 1, steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  event.stopPropagation();
  if (event.key in steps) {
    const one = Math.abs(steps[event.key]) === 1, to = box.at + steps[event.key];
    Object.assign(box, { moved: true, entered: false });
    move(one && to < 0 ? last : one && to > last ? 0 : Math.max(0, Math.min(last, to)));
  } else if (event.key === "Enter" && event.target === box.input) {
    enter(event);
  }
  else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) box.dialog.close();
  else return; // Escape closes a dialog by itself
  event.preventDefault();
}

function take(option, event) {
  if (!option) return;
  const item = box.items[Number(option.dataset.number)];
  box.dialog.close();
  if (item.run) item.run();
  else if (event.ctrlKey || event.metaKey) window.open(item.href, "_blank", "noopener");
  else location.assign(item.href);
}

// What is typed is kept: in this browser at once, on the server every few seconds; and offered again when the person
// comes back. Personal data stays out of both, and so do files (they are uploaded by themselves) and signatures.
import { Controller } from "@hotwired/stimulus";
import { showPage } from "dougong/form-deliver";
import { post } from "dougong/form-send";
import { element, text } from "dougong/texts";

const HERE = 400, THERE = 5000; // ms after a change
const OURS = "dougong.draft";
const LATER = " later"; // begins beside a draft that still waits for an answer: neither is lost
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "_do", "_seen", "version"]); // read anew with the form
const OLD = 30 * 24 * 3600 * 1000;

export default class extends Controller {
  static values = { account: String, at: Number, place: String };
  static targets = ["said", "offer"];

  connect() {
    this.form = this.element.querySelector("form.fields");
    this.key = `${OURS} ${this.accountValue} ${this.placeValue || location.pathname}`;
    this.watching = new AbortController();
    const on = (target, kind, work) => target.addEventListener(kind, work, { signal: this.watching.signal });
    for (const kind of ["input", "change", "rows:changed"]) on(this.form, kind, () => this.touched());
    on(this.element, "form:saved", () => this.end());
    on(window, "pagehide", () => this.keepHere());
    on(document, "visibilitychange", () => { if (document.visibilityState === "hidden") this.keepThere(); });
    sweep();
    if (this.form.dataset.changed !== "yes") this.offer();
    else localStorage.removeItem(`${this.key}${LATER}`);
  }

  disconnect() {
    this.watching.abort();
    clearTimeout(this.here);
    clearTimeout(this.there);
  }

  touched() {
    this.dirty = this.stale = true;
    clearTimeout(this.here);
    this.here = setTimeout(() => this.keepHere(), HERE);
    this.there ??= setTimeout(() => this.keepThere(), THERE);
  }

  keepHere() {
    if (!this.dirty) return;
    this.dirty = false;
    try {
      localStorage.setItem(this.hasOfferTarget ? `${this.key}${LATER}` : this.key, JSON.stringify({ at: Date.now(), ...this.kept() }));
      this.say(text("keptHere"));
    } catch { /* no room in this browser: the server keeps it */ }
  }

  async keepThere() {
    clearTimeout(this.there);
    this.there = null;
    if (!this.stale || this.ended || this.hasOfferTarget || this.form.classList.contains("is-busy")) return;
    this.stale = false;
    const data = new FormData(), { fields } = this.kept();
    data.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of fields) data.append(name, value);
    data.append("_do", "keep:#");
    try {
      const response = await fetch(this.form.action, { method: "POST", body: data, redirect: "error", keepalive: fields.length < 200, headers: { "Dougong-Fetch": "form" } });
      if (response.status === 204 && !this.ended) this.say(text("kept", { time: new Date().toTimeString().slice(0, 5) }));
      else if (response.status !== 204) this.stale = true;
    } catch {
      this.stale = true; // no network: kept in this browser, and sent with the next change
    }
  }

  say(words) {
    if (this.hasSaidTarget) this.saidTarget.textContent = words;
  }

  // The texts of the form as [name, value], without what must not lie in a browser's store.
  kept() {
    const personal = new Set([...this.form.querySelectorAll("[data-personal] [name]")].map((one) => one.name));
    const keys = new Set([...this.form.querySelectorAll("[data-personal][data-name]")].map((one) => keyOf(one.dataset.name)));
    const fields = [];
    let omitted = false;
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value !== "string" || NOT_KEPT.has(name)) continue;
      if (name === "_base") fields.push([name, JSON.stringify(without(JSON.parse(value || "{}"), keys))]);
      else if (personal.has(name) || value.startsWith("data:")) omitted ||= value !== "";
      else fields.push([name, value]);
    }
    return { fields, omitted };
  }

  offer() {
    const later = read(`${this.key}${LATER}`), kept = later ?? read(this.key);
    if (!kept || (this.hasOfferTarget && this.atValue >= kept.at - THERE * 2)) return;
    if (this.hasOfferTarget) this.offerTarget.remove();
    const take = element("button", "btn btn-primary", { type: "button" }, text("draftResume")), drop = element("button", "btn", { type: "button" }, text("draftDrop"));
    const box = element("div", "dg-draft notice", { role: "status", "data-draft-target": "offer" },
      element("div", "", {}, text("draftThere", { when: ago(kept.at) }), ...(kept.omitted ? [" ", text("draftOmitted")] : [])), take, drop);
    take.addEventListener("click", () => this.resume(kept, box));
    drop.addEventListener("click", () => { this.forget(); box.remove(); });
    this.form.before(box);
  }

  // The server draws the form with what was kept; what was not kept stays as the page has it now.
  async resume({ fields }, box) {
    const data = new FormData(), names = new Set(fields.map(([name]) => name));
    data.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    if (this.form.elements.version) data.append("version", this.form.elements.version.value);
    for (const [name, value] of fields) data.append(name, value);
    for (const [name, value] of new FormData(this.form)) {
      const control = this.form.querySelector(`[data-personal] [name="${CSS.escape(name)}"]`);
      if (control && !names.has(name)) data.append(name, value);
    }
    data.append("_do", "resume:#");
    const answer = await post(this.form.action, data);
    const drawn = () => this.form.dispatchEvent(new CustomEvent("form:drawn", { bubbles: true, cancelable: true, detail: answer.page }));
    if (answer.kind === "page") return void (drawn() && showPage(answer.page)); // a panel or sheet draws it in its own place
    return box.append(element("p", "dg-error", { role: "alert" }, text(answer.kind === "signed-out" ? "signedOut" : "offline")));
  }

  end() {
    this.ended = true;
    this.dirty = this.stale = false;
    clearTimeout(this.here);
    clearTimeout(this.there);
    this.forget();
  }

  forget() {
    for (const key of [this.key, `${this.key}${LATER}`]) localStorage.removeItem(key);
  }
}

const keyOf = (name) => name.slice(name.lastIndexOf("/") + 1);

function without(value, keys) {
  if (Array.isArray(value)) return value.map((one) => without(one, keys));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)).map(([key, one]) => [key, without(one, keys)]));
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

// Drafts nobody came back to are not kept for ever.
function sweep() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(OURS) && !(read(key)?.at > Date.now() - OLD)) localStorage.removeItem(key);
  }
}

function ago(at) {
  const minutes = Math.round((at - Date.now()) / 60000), words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  if (minutes > -60) return words.format(minutes, "minute");
  return minutes > -60 * 24 ? words.format(Math.round(minutes / 60), "hour") : words.format(Math.round(minutes / 1440), "day");
}

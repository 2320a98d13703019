// A form as a whole: nothing typed is lost unasked, it is sent once, and what is wrong is found at once.
import { Controller } from "@hotwired/stimulus";
import { deliver, showPage } from "dougong/form-deliver";
import { firstControl } from "dougong/rows";
import { uploaded } from "dougong/uploads";

const PLACE = "dougong.form.place"; // of the window, while the form's own buttons fetch it anew
const watched = new WeakSet();

export default class extends Controller {
  static targets = ["summary"];

  connect() {
    this.form = this.element.closest("form");
    (this.form ?? this.element).addEventListener("click", this.onLink = (event) => this.jump(event));
    const back = this.comeBack();
    if (this.hasSummaryTarget && !back) this.summaryTarget.focus();
    if (!this.form || watched.has(this.form)) return;
    watched.add(this.form);
    this.changed = back || this.hasSummaryTarget || this.form.dataset.changed === "yes";
    this.watching = new AbortController();
    const on = (target, kind, work) => target.addEventListener(kind, work, { signal: this.watching.signal });
    for (const kind of ["input", "change", "rows:changed"]) on(this.form, kind, () => { this.changed = true; });
    on(this.form, "submit", (event) => this.sending(event));
    on(window, "beforeunload", (event) => { if (this.changed && !this.sent) event.preventDefault(); });
    on(window, "pageshow", (event) => { if (event.persisted) this.rest(); });
    on(this.form, "form:drawn", () => { this.sent = true; });
    if (location.hash) this.open(decodeURIComponent(location.hash.slice(1)));
  }

  disconnect() {
    (this.form ?? this.element).removeEventListener("click", this.onLink);
    this.watching?.abort();
    if (this.watching) watched.delete(this.form);
  }

  /** Named by buttons of the form that the server answers: sending() does what there is to do. */
  send() {}

  async sending(event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (this.sent) return;
    const { submitter } = event, own = submitter?.hasAttribute("formnovalidate") && submitter.name === "_do";
    if (own) sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, top: scrollY, id: nearest(submitter) }));
    this.rush(submitter);
    await uploaded(this.form);
    const left = await deliver(this.form, submitter, {
      gone: ({ address }) => this.leave(address),
      made: ({ record }) => this.tell("form:made", record),
      page: ({ page }) => { if (this.tell("form:drawn", page)) showPage(page); },
    });
    if (!left) this.rest();
  }

  // What was saved is gone from here: the way back does not lead into its form.
  leave(address) {
    this.tell("form:saved");
    location.replace(address);
  }

  /** Tells whoever holds the form; whether nobody took it on himself. */
  tell(kind, detail = null) {
    return this.form.dispatchEvent(new CustomEvent(kind, { bubbles: true, cancelable: true, detail }));
  }

  rush(submitter) {
    this.sent = true;
    this.form.setAttribute("aria-busy", "true");
    this.form.classList.add("is-busy");
    submitter?.classList.add("is-busy");
    this.busy = submitter;
    for (const button of this.buttons) button.setAttribute("aria-disabled", "true");
  }

  get buttons() {
    return [...this.form.querySelectorAll("button:not([type=button])")];
  }

  rest() {
    this.sent = false;
    this.form.removeAttribute("aria-busy");
    this.form.classList.remove("is-busy");
    this.busy?.classList.remove("is-busy");
    for (const button of this.buttons) button.removeAttribute("aria-disabled");
  }

  // After one of the form's own buttons the window stands where it stood, and so does the focus.
  comeBack() {
    const kept = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    if (!kept) return false;
    const { path, top, id } = JSON.parse(kept);
    if (path !== location.pathname) return false;
    const at = document.getElementById(id);
    (at && (at.matches("input, select, textarea") ? at : firstControl(at)))?.focus({ preventScroll: true });
    scrollTo({ top, behavior: "instant" });
    return true;
  }

  jump(event) {
    const link = event.target.closest('.dg-summary a[href^="#"], .dg-cautions');
    if (link && this.open(decodeURIComponent(link.hash.slice(1)))) event.preventDefault();
  }

  /** Shows the field with an id and goes to it: what is folded around it opens. Whether it is there. */
  open(id) {
    const target = document.getElementById(id);
    if (!target || !this.element.contains(target)) return false;
    this.tell("form:reveal", target); // a tab it stands in is chosen
    for (let fold = target.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
    for (let row = target.closest(".dg-folded"); row; row = row.parentElement.closest(".dg-folded")) {
      row.querySelector(":scope > .dg-row-head > [aria-expanded]").click();
      if (row.classList.contains("dg-folded")) break;
    }
    const control = target.matches("input, select, textarea") ? target : firstControl(target) ?? target;
    control.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
    return true;
  }
}

const nearest = (button) => button.closest("[id]:not(button)")?.id ?? "";

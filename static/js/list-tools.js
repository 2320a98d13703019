// The toolbar of a list: conditions are built in a menu, columns are chosen and moved, likings are kept.
import { Controller } from "@hotwired/stimulus";
import { notice } from "dougong/notice";
import { text } from "dougong/texts";

export default class extends Controller {
  static targets = ["filter", "builder", "columns"];

  connect() {
    for (const one of this.element.querySelectorAll(".toolbar [data-scripted]")) one.hidden = false;
    this.builderTarget.addEventListener("click", (event) => this.clicked(event));
    this.builderTarget.addEventListener("submit", (event) => this.send(event));
    this.builderTarget.addEventListener("input", (event) => this.typed(event));
    this.builderTarget.addEventListener("change", (event) => { if (event.target.matches("[data-filter=word]")) this.word(); });
    for (const list of this.element.querySelectorAll(".tool-columns-list")) this.draggable(list);
  }

  get list() {
    return this.application.getControllerForElementAndIdentifier(this.element, "list");
  }

  /** The menu was opened: the fields that may be filtered by. */
  builder() {
    if (this.filterTarget.open && !this.changing) this.ask(this.builderTarget.dataset.href);
    if (!this.filterTarget.open) this.changing = false;
  }

  /** A condition there is, changed in the same menu. */
  async change(event) {
    event.preventDefault();
    event.stopPropagation();
    this.changing = true;
    this.filterTarget.open = true;
    await this.ask(event.currentTarget.href);
  }

  async ask(href) {
    this.builderTarget.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(href, { headers: { "HX-Request": "true" } });
      const away = answer.headers.get("HX-Redirect");
      if (away) location.assign(away);
      const list = answer.headers.get("X-List");
      if (list) return this.go(list);
      this.put(await answer.text());
    } catch {
      notice(text("panelFailed"), { tone: "warn" });
    } finally {
      this.builderTarget.removeAttribute("aria-busy");
    }
  }

  put(html) {
    this.builderTarget.innerHTML = html;
    for (const one of this.builderTarget.querySelectorAll("[data-scripted]")) one.hidden = false;
    this.word();
    const first = this.builderTarget.querySelector("[data-filter=narrow], fieldset:not([hidden]) .dg-input, fieldset:not([hidden]) input, select");
    first?.focus();
    first?.select?.();
  }

  /** Leads to another address of the list, as a link of it would. */
  go(href) {
    const link = document.createElement("a");
    link.href = href;
    link.hidden = true;
    this.element.append(link);
    htmx.process(link);
    link.click();
  }

  clicked(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation(); // the menu stays open
    this.ask(link.href);
  }

  send(event) {
    event.preventDefault();
    const form = event.target, asked = new URLSearchParams(new FormData(form));
    asked.set("go", "1");
    asked.delete("find");
    this.ask(`${form.action}?${asked}`);
  }

  /** Only the values that the chosen word needs are shown. */
  word() {
    const word = this.builderTarget.querySelector("[data-filter=word]");
    if (!word) return;
    const { family } = word.selectedOptions[0].dataset;
    for (const part of this.builderTarget.querySelectorAll("fieldset[data-family]")) {
      part.hidden = part.dataset.family !== family;
      part.disabled = part.hidden;
    }
    const days = this.builderTarget.querySelector(".filter-days"), period = this.builderTarget.querySelector("[name=period]");
    if (!days) return;
    const show = () => { days.hidden = !/_days$/.test(period.value); };
    period.onchange = show;
    show();
  }

  typed(event) {
    if (event.target.matches("[data-filter=narrow]")) this.narrow(event.target.value);
    if (event.target.matches("[data-filter=find]")) {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.find(event.target), 180);
    }
  }

  narrow(words) {
    const wanted = words.normalize("NFKC").toLowerCase();
    for (const one of this.builderTarget.querySelectorAll(".filter-fields li")) one.hidden = !one.textContent.toLowerCase().includes(wanted);
  }

  /** Asks the server for records that meet what was typed; those ticked stay. */
  async find(input) {
    const form = input.form, asked = new URLSearchParams(new FormData(form));
    asked.delete("go");
    try {
      const answer = await fetch(`${form.action}?${asked}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok || !input.isConnected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(".filter-choices");
      if (fresh) form.querySelector(".filter-choices").replaceWith(fresh);
    } catch {
      notice(text("panelFailed"), { tone: "warn" });
    }
  }

  /** Columns in the menu: Alt with an arrow moves the one that has the focus. */
  shift(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key], item = event.target.closest("li");
    if (!step || !item) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.altKey) return (step < 0 ? item.previousElementSibling : item.nextElementSibling)?.querySelector("input").focus();
    if (step < 0) item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    item.querySelector("input").focus();
  }

  draggable(list) {
    for (const item of list.children) {
      item.draggable = true;
      item.addEventListener("dragstart", (event) => { this.dragged = item; event.dataTransfer.effectAllowed = "move"; });
      item.addEventListener("dragover", (event) => {
        if (!this.dragged) return;
        event.preventDefault();
        const place = item.getBoundingClientRect();
        item[event.clientY < place.top + place.height / 2 ? "before" : "after"](this.dragged);
      });
      item.addEventListener("dragend", () => { this.dragged = null; });
    }
  }

  /** Columns pulled and moved in the table are kept for this person and this view. */
  keep(event) {
    const { order, widths } = event.detail;
    const table = this.list.tableTarget;
    this.remember("columns", `${this.list.nameValue}:${this.list.viewValue}`, {
      order, widths: table.classList.contains("own-widths") ? widths : {}, frozen: Number(table.dataset.frozen),
    });
  }

  async remember(kind, key, value) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.element.querySelector("[name=csrfmiddlewaretoken]").value);
    body.set("key", key);
    body.set("value", value === "" ? "" : JSON.stringify(value));
    try {
      const answer = await fetch(`/preferences/${kind}/`, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
    } catch {
      notice(text("notKept"), { tone: "warn" });
    }
  }

  /** A liking that holds for all lists, and the list drawn anew. */
  async like(event) {
    const { key, value } = event.currentTarget.dataset;
    await this.remember("reader", key, value === "" ? "" : JSON.parse(value));
    this.go(this.list.hrefValue);
  }
}

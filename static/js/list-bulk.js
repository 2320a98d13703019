// What is done with the selected rows of a list: a dialog asks, the work goes in portions, the report names each record.
import { Controller } from "@hotwired/stimulus";
import { notice } from "dougong/notice";
import { element, text } from "dougong/texts";

const PORTION = 20;
const MOST = 200;

export default class extends Controller {
  static targets = ["bar", "count", "dialog"];

  connect() {
    if (!this.hasBarTarget) return; // a list without rows
    for (const one of this.barTarget.querySelectorAll("[data-scripted]")) one.hidden = false;
    this.dialogTarget.addEventListener("submit", (event) => this.send(event));
    this.dialogTarget.addEventListener("click", (event) => this.clicked(event));
    this.dialogTarget.addEventListener("close", () => this.closed());
  }

  get list() {
    return this.application.getControllerForElementAndIdentifier(this.element, "list");
  }

  selected(event) {
    const { ids } = event.detail;
    this.countTarget.textContent = text("selected", { n: ids.length });
    this.barTarget.querySelector('[name="do"]').setAttribute("aria-disabled", `${ids.length === 0}`);
  }

  clear() {
    this.list.selection.clear();
  }

  /** The bar's button: what can be done with what is selected, in a dialog. */
  async choose(event) {
    event.preventDefault();
    const body = new FormData(this.barTarget);
    body.delete("id");
    const chosen = [...this.list.selection.chosen];
    if (!chosen.length) return undefined;
    if (chosen.length > MOST) return notice(text("tooMany", { n: chosen.length, most: MOST }), { tone: "warn" });
    for (const [id, version] of chosen) body.append("id", `${id}:${version}`);
    this.dialogTarget.replaceChildren(element("span", "skeleton"));
    this.dialogTarget.showModal();
    await this.show(body);
  }

  async ask(body) {
    const answer = await fetch(this.barTarget.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    const away = answer.headers.get("HX-Redirect");
    if (away) location.assign(away);
    if (!answer.ok && answer.status !== 422) throw new Error(`${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".bulk");
  }

  async show(body) {
    try {
      const part = await this.ask(body);
      this.dialogTarget.replaceChildren(part);
      this.dialogTarget.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
      this.dialogTarget.querySelector("textarea, .dg-input, button:not(.dg-default), input:not([type=hidden])")?.focus();
    } catch {
      this.dialogTarget.replaceChildren(element("p", "", {}, text("panelFailed")));
    }
  }

  async send(event) {
    if (event.submitter?.dataset.plain !== undefined) return; // a file: the browser takes it, the page stays
    event.preventDefault();
    const body = new FormData(event.target, event.submitter);
    if (!body.get("go")) return this.show(body);
    const reason = event.target.querySelector("textarea[required]");
    if (reason && !reason.value.trim()) return reason.focus();
    await this.carryOut(body);
  }

  /** Sends the records in portions and puts the reports together. */
  async carryOut(body) {
    const ids = body.getAll("id"), bar = element("progress", "", { max: ids.length, value: 0 });
    const words = element("p", "", { role: "status" }, text("progress", { done: 0, n: ids.length }));
    let report = null, done = 0;
    this.changed = [];
    const form = this.dialogTarget.querySelector(".bulk-form");
    for (const one of form.querySelectorAll("button")) one.disabled = true;
    const slow = setTimeout(() => this.dialogTarget.replaceChildren(words, bar), 1000);
    try {
      for (let at = 0; at < ids.length; at += PORTION) {
        body.delete("id");
        for (const id of ids.slice(at, at + PORTION)) body.append("id", id);
        const part = await this.ask(body);
        if (!part.matches(".bulk-report")) { // a field was refused before anything was done
          clearTimeout(slow);
          this.dialogTarget.replaceChildren(part);
          return this.again(ids);
        }
        report = this.joined(report, part);
        done = Math.min(ids.length, at + PORTION);
        bar.value = done;
        words.textContent = text("progress", { done, n: ids.length });
      }
    } catch {
      notice(text("bulkBroken", { done, n: ids.length }), { tone: "warn" });
    }
    clearTimeout(slow);
    if (!report) return this.dialogTarget.close();
    this.changed = [...report.querySelectorAll("li[data-id]")].map((line) => line.dataset.id);
    this.dialogTarget.replaceChildren(report);
    report.querySelector(".btn")?.focus();
  }

  /** The form that came back stands for the first portion: it gets all records again. */
  again(ids) {
    const form = this.dialogTarget.querySelector("form");
    for (const one of form.querySelectorAll('input[name="id"]')) one.remove();
    for (const id of ids) form.append(element("input", "", { type: "hidden", name: "id", value: id }));
    this.dialogTarget.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  }

  joined(report, part) {
    if (!report) return part;
    for (const name of [".bulk-refused", ".bulk-done"]) report.querySelector(name).append(...part.querySelector(name).children);
    for (const name of ["done", "refused"]) report.dataset[name] = Number(report.dataset[name]) + Number(part.dataset[name]);
    report.querySelector("[data-bulk-heading]").textContent = text("bulkDone", { done: report.dataset.done, refused: report.dataset.refused });
    report.querySelector("details").open = report.dataset.refused === "0";
    return report;
  }

  clicked(event) {
    if (event.target.closest("[data-bulk=close]")) {
      event.preventDefault();
      this.dialogTarget.close();
    }
  }

  closed() {
    this.dialogTarget.replaceChildren();
    if (!this.changed?.length) return;
    const ids = this.changed;
    this.changed = null;
    this.list.selection.clear();
    this.list.picking.end();
    this.list.refresh(ids);
  }

  /** Copies the selected rows, or all that are loaded, as a table that a sheet understands. */
  async copy() {
    const table = this.list.tableTarget, heads = [...table.tHead.rows[0].cells];
    const chosen = this.list.selection.size, rows = this.list.rows.filter((row) => !chosen || row.classList.contains("selected"));
    const words = (cell) => (cell.dataset.exact ?? cell.innerText).replace(/[\t\n\r]+/g, " ").trim();
    const wanted = heads.map((head, at) => (head.dataset.key ? at : -1)).filter((at) => at >= 0);
    const lines = [wanted.map((at) => words(heads[at])), ...rows.map((row) => wanted.map((at) => words(row.cells[at])))];
    const missing = chosen - rows.length;
    try {
      await navigator.clipboard.writeText(lines.map((line) => line.join("\t")).join("\n"));
      notice(missing > 0 ? text("copiedSome", { n: rows.length, missing }) : text("copied", { n: rows.length }));
    } catch {
      notice(text("notCopied"), { tone: "warn" });
    }
  }
}

// The marked entry beside the list: its page's content, fetched; what is done in it stays in it.
import { Controller } from "@hotwired/stimulus";
import { element, text } from "dougong/texts";

export default class extends Controller {
  connect() {
    this.element.addEventListener("panel:open", (event) => this.open(event.detail.href));
    this.element.addEventListener("panel:close", () => this.close());
    this.element.addEventListener("submit", (event) => this.submit(event));
    // A page that asks for a reason alone is sent from here, before the form's own script takes it.
    this.element.addEventListener("submit", (event) => { if (event.target.matches("form.ask") && !event.target.querySelector(".dg-form")) this.submit(event); }, true);
    this.element.addEventListener("form:drawn", (event) => { event.preventDefault(); this.put(event.detail.documentElement.outerHTML); });
    this.element.addEventListener("click", (event) => this.click(event));
  }

  async open(href) {
    this.home = new URL(href, location.href);
    this.element.hidden = false;
    await this.visit(this.home);
  }

  close() {
    this.asked?.abort();
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  /** Fetches an address into the panel. Anything that is not this entry's is opened as a page. */
  async visit(address, options = {}) {
    this.asked?.abort();
    const asked = this.asked = new AbortController();
    this.element.setAttribute("aria-busy", "true");
    try {
      const wanted = new URL(address, location.href);
      if (wanted.pathname === this.home.pathname) {
        wanted.searchParams.set("panel", "1");
        wanted.searchParams.set("back", `${location.pathname}${location.search}`);
      }
      const answer = await fetch(wanted, { ...options, signal: asked.signal, headers: { "X-Panel": "1" } });
      const html = await answer.text(), at = new URL(answer.url);
      if (options.body && answer.redirected) this.element.querySelector("form.fields")?.dispatchEvent(new CustomEvent("form:saved", { bubbles: true })); // its draft is done with
      if (!at.pathname.startsWith(this.home.pathname) && answer.ok) return location.assign(at);
      if (answer.redirected && at.pathname === this.home.pathname && !at.searchParams.has("panel")) return await this.visit(this.home);
      this.put(html);
    } catch (error) {
      if (error.name !== "AbortError") this.put(`<p>${text("panelFailed")}</p>`);
    } finally {
      if (this.asked === asked) this.element.removeAttribute("aria-busy");
    }
  }

  put(html) {
    const page = new DOMParser().parseFromString(html, "text/html"), main = page.getElementById("main");
    const parts = [...(main ?? page.body).childNodes];
    const close = element("button", "btn btn-quiet", { type: "button", "data-panel": "close", "aria-label": text("close"), title: `${text("close")} (Esc)` }, "×");
    this.element.replaceChildren(element("div", "list-panel-head", {}, close), ...parts);
    this.element.scrollTop = 0;
    htmx.process(this.element);
    this.element.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  }

  click(event) {
    if (event.target.closest("[data-panel=close]")) return this.dispatch("closed", { prefix: "panel" });
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented || link.target) return;
    const to = new URL(link.href);
    if (to.pathname === this.home.pathname || !to.pathname.startsWith(`${this.home.pathname}do/`)) return;
    event.preventDefault();
    this.visit(to);
  }

  /** A step of the workflow is taken in the panel, and the row shows it. */
  async submit(event) {
    const form = event.target, to = new URL(form.getAttribute("action") || this.last || this.home, location.href);
    if (event.defaultPrevented || !to.pathname.startsWith(`${this.home.pathname}do/`)) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    body.delete("back"); // it stays here
    this.last = to;
    if (form.method === "get") {
      to.search = new URLSearchParams([...to.searchParams, ...body]).toString();
      this.last = to;
      return this.visit(to);
    }
    await this.visit(to, { method: "POST", body });
    this.dispatch("changed", { prefix: "panel", detail: { id: this.home.pathname.split("/").at(-2) } });
  }
}

// The tabs of a long form: one panel at a time. Without scripts the panels stand one below the other, with their titles.
import { Controller } from "@hotwired/stimulus";
import { element, text } from "dougong/texts";

let made = 0;

// What refuses the form; what only warns does not.
const errorsIn = (panel) => [...panel.querySelectorAll(".dg-error")].filter((one) => !one.parentElement.classList.contains("dg-warn"));

export default class extends Controller {
  static targets = ["panel"];

  connect() {
    const own = `tabs${(made += 1)}`;
    this.tabs = this.panelTargets.map((panel, i) => this.tab(panel, `${own}-${i}`));
    this.list = element("div", "dg-tab-list", { role: "tablist" }, ...this.tabs);
    this.element.prepend(this.list);
    this.onReveal = (event) => this.reveal(event.detail);
    this.form = this.element.closest("form");
    this.form?.addEventListener("form:reveal", this.onReveal);
    const wrong = this.panelTargets.findIndex((panel) => errorsIn(panel).length);
    this.show(Math.max(0, wrong));
  }

  disconnect() {
    this.list.remove();
    this.form?.removeEventListener("form:reveal", this.onReveal);
    for (const panel of this.panelTargets) {
      panel.removeAttribute("role");
      panel.classList.remove("is-away");
    }
  }

  tab(panel, id) {
    const wrong = errorsIn(panel).length;
    const tab = element("button", "dg-tab-button", { type: "button", role: "tab", id, "aria-controls": `${id}-panel` }, panel.dataset.title);
    if (wrong) tab.append(element("span", "dg-tab-wrong", { "aria-label": text("wrongHere", { count: wrong }) }, String(wrong)));
    panel.id = `${id}-panel`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", id);
    tab.addEventListener("click", () => this.show(this.tabs.indexOf(tab)));
    tab.addEventListener("keydown", (event) => this.key(event, this.tabs.indexOf(tab)));
    return tab;
  }

  key(event, at) {
    const count = this.tabs.length, to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.show((to + count) % count);
    this.tabs[(to + count) % count].focus();
  }

  show(at) {
    this.tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", String(i === at));
      tab.tabIndex = i === at ? 0 : -1;
      this.panelTargets[i].classList.toggle("is-away", i !== at);
    });
  }

  reveal(target) {
    const at = this.panelTargets.findIndex((panel) => panel.contains(target));
    if (at >= 0) this.show(at);
  }
}

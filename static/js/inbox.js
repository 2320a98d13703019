// How much waits for the person, beside the inbox in the menu: asked for after the page and every minute it is looked at.
import { Controller } from "@hotwired/stimulus";

const EVERY = 60_000, KEPT = "dougong-inbox";

export default class extends Controller {
  static targets = ["count"];
  static values = { url: String };

  connect() {
    this.show(sessionStorage.getItem(KEPT) ?? ""); // what it was on the page before, so that nothing jumps
    this.seen = () => document.visibilityState === "visible" && this.ask();
    this.timer = setInterval(this.seen, EVERY);
    document.addEventListener("visibilitychange", this.seen);
    this.ask();
  }

  disconnect() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
  }

  async ask() {
    try {
      const answer = await fetch(this.urlValue, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.ok) this.show((await answer.json()).count);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no network: the next minute asks again
    }
  }

  show(count) {
    sessionStorage.setItem(KEPT, count);
    for (const target of this.countTargets) {
      target.textContent = count;
      target.hidden = !count;
    }
  }
}

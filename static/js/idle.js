// A session left alone ends: two minutes before, a dialog asks; afterwards it lets the person come back in where he was.
import { Controller } from "@hotwired/stimulus";
import { element, text } from "dougong/texts";

const WARN = 120, LATEST = 600; // s: when to warn, and how long to wait at most before asking the server again

export default class extends Controller {
  connect() {
    this.wait(LATEST);
  }

  disconnect() {
    clearTimeout(this.timer);
    this.dialog?.remove();
  }

  wait(seconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), Math.max(1, seconds) * 1000);
  }

  // Other tabs may have used the session meanwhile, so the server says how long it lasts.
  async look() {
    const now = await this.ask("/alive/");
    if (!now) return this.wait(60); // no network
    if (!now.account) return this.over();
    this.account = now.account;
    if (now.left > WARN) {
      this.dialog?.remove();
      this.dialog = null;
      return this.wait(Math.min(LATEST, now.left - WARN));
    }
    if (!this.dialog) this.warn();
    this.wait(Math.min(20, now.left + 1));
  }

  warn() {
    const stay = element("button", "btn btn-primary", { type: "button" }, text("idleStay"));
    stay.addEventListener("click", async () => {
      await this.ask("/alive/?stay=1");
      this.dialog?.remove();
      this.dialog = null;
      this.look();
    });
    this.dialog = element("dialog", "dg-dialog", { "aria-labelledby": "idle-title" },
      element("div", "dg-sign-in", {}, element("h2", "", { id: "idle-title" }, text("idleTitle")), element("p", "quiet", {}, text("idleText")), element("div", "actions", {}, stay)));
    document.body.append(this.dialog);
    this.dialog.showModal();
    stay.focus();
  }

  async over() {
    this.dialog?.remove();
    this.dialog = null;
    const { signInAgain } = await import("dougong/sign-in");
    if (await signInAgain(this.account ?? "")) this.wait(1);
  }

  async ask(address) {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }
}

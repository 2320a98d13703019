// The stream of a record: filters and older parts without loading the page anew, saying something, names after an @.
import { Controller } from "@hotwired/stimulus";

const fetched = async (address, options = {}) => {
  const answer = await fetch(address, { ...options, headers: { "HX-Request": "true" } });
  const to = answer.headers.get("HX-Redirect");
  if (to) window.location.assign(to);
  if (to || (!answer.ok && answer.status !== 422)) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-controller~=stream]");
};

export default class extends Controller {
  static targets = ["words", "people", "items"];
  static values = { people: String };

  connect() {
    // Where the workflow's line is wider than the screen, it shows where the record stands.
    const here = document.querySelector(".progress .steps > [aria-current]");
    const line = here?.closest(".progress");
    if (line && line.scrollWidth > line.clientWidth) line.scrollLeft = here.offsetLeft - line.offsetLeft - line.clientWidth / 3;
  }

  async show(event) {
    await this.instead(event, event.currentTarget.dataset.part);
  }

  async older(event) {
    const link = event.currentTarget;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    try {
      const part = await fetched(link.dataset.part);
      const items = [...part.querySelector(".stream").children];
      this.itemsTarget.append(...items);
      const next = part.querySelector("a.older");
      if (next) link.replaceWith(next);
      else link.remove();
    } catch {
      window.location.assign(link.href);
    }
  }

  async say(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const button = event.submitter;
    const sent = new URLSearchParams(new FormData(form));
    if (button?.name) sent.set(button.name, button.value);
    if (button) button.disabled = true;
    try {
      const part = await fetched(form.action, { method: "POST", body: sent });
      this.element.replaceWith(part);
      part.querySelector("textarea[name=text]")?.focus();
    } catch {
      if (button) button.disabled = false;
      // The way without scripts shows what is wrong; what was typed goes with it.
      form.removeAttribute("data-action");
      form.requestSubmit(button);
    }
  }

  async instead(event, address) {
    event.preventDefault();
    try {
      const part = await fetched(address);
      const typed = this.hasWordsTarget ? this.wordsTarget.value : "";
      const words = part.querySelector("textarea[name=text]");
      if (words && typed) words.value = typed;
      this.element.replaceWith(part);
    } catch {
      window.location.assign(event.target.href);
    }
  }

  // What stands between the last @ and the cursor, when it may still become a name.
  get begun() {
    const before = this.wordsTarget.value.slice(0, this.wordsTarget.selectionStart);
    const found = /@([^\s@]{0,20})$/u.exec(before);
    return found ? { at: found.index, text: found[1] } : null;
  }

  async complete() {
    const begun = this.begun;
    if (!begun) return this.close();
    const mark = (this.mark = (this.mark ?? 0) + 1);
    const answer = await fetch(`${this.peopleValue}?${new URLSearchParams({ q: begun.text })}`);
    if (!answer.ok || mark !== this.mark) return undefined;
    const { people } = await answer.json();
    this.peopleTarget.replaceChildren(...people.map((person, at) => this.option(person, at)));
    this.peopleTarget.hidden = people.length === 0;
    return undefined;
  }

  option(person, at) {
    const line = document.createElement("li");
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", String(at === 0));
    line.textContent = person.name;
    line.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.take(person.name);
    });
    return line;
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      event.target.form.requestSubmit(event.target.form.querySelector("button.btn"));
      return;
    }
    if (this.peopleTarget.hidden) return;
    const lines = [...this.peopleTarget.children];
    const here = lines.findIndex((line) => line.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const next = (here + step + lines.length) % lines.length;
      lines.forEach((line, at) => line.setAttribute("aria-selected", String(at === next)));
    } else if (event.key === "Enter" || event.key === "Tab") this.take(lines[Math.max(here, 0)].textContent);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(name) {
    const begun = this.begun;
    if (!begun) return;
    const words = this.wordsTarget;
    words.setRangeText(`@${name} `, begun.at, words.selectionStart, "end");
    this.close();
    words.focus();
  }

  close() {
    this.mark = (this.mark ?? 0) + 1;
    this.peopleTarget.hidden = true;
  }
}

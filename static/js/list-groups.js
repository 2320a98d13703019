// Groups of a list: each opens beneath itself; so many rows stand open at most, the group opened longest ago closes.
import { notice } from "dougong/notice";
import { text } from "dougong/texts";

const OPEN = 3;

export class Groups {
  constructor(list) {
    this.list = list;
    this.opened = [];
    list.listen(list.tableTarget, "click", (event) => this.click(event));
    this.figures();
  }

  click(event) {
    const link = event.target.closest("a.group-link");
    if (!link || event.ctrlKey || event.metaKey || event.button !== 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.toggle(link.closest("tbody"));
  }

  async toggle(group) {
    if (group.classList.contains("open")) return this.close(group);
    group.classList.add("open");
    try {
      const parts = await this.fetch(group.dataset.href, group.dataset.part);
      group.inside = parts;
      group.after(...parts);
      if (group.dataset.part === "groups") for (const body of parts) body.classList.add("inner");
      if (group.dataset.part === "rows") {
        this.opened.push(group);
        if (this.opened.length > OPEN) this.close(this.opened[0]);
        for (const body of parts) { body.classList.add("in-group"); this.list.columns.dress(body); }
        this.more(group, parts[0]);
        this.list.selection.mark();
      }
    } catch {
      group.classList.remove("open");
      notice(text("listFailed"), { tone: "warn" });
    }
  }

  close(group) {
    group.classList.remove("open");
    for (const body of group.inside ?? []) {
      if (body.classList.contains("open")) this.close(body);
      body.remove();
    }
    group.inside = [];
    this.opened = this.opened.filter((one) => one !== group);
  }

  /** A group with more rows than one page leads to a list of its own. */
  more(group, body) {
    if (!body?.dataset.next) return;
    const row = body.insertRow(), cell = row.insertCell(), link = document.createElement("a");
    cell.colSpan = 100;
    link.href = group.dataset.href;
    link.textContent = text("allOfGroup");
    cell.append(link);
  }

  async fetch(href, part) {
    const address = new URL(href, location.href);
    address.searchParams.set("part", part);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    const away = answer.headers.get("HX-Redirect");
    if (away) location.assign(away);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const box = document.createElement("table");
    box.innerHTML = await answer.text();
    return [...box.tBodies];
  }

  /** Counts and sums of the groups come after the page. */
  async figures() {
    const { figures } = this.list.tableTarget.dataset;
    if (!figures) return;
    try {
      const known = new Map((await this.fetch(figures, "groups")).map((body) => [body.dataset.href, body]));
      for (const group of this.list.tableTarget.querySelectorAll("tbody.group")) {
        const told = known.get(group.dataset.href);
        const focused = group.rows[0].contains(document.activeElement);
        if (told) group.rows[0].replaceWith(told.rows[0]);
        if (focused) group.querySelector("a")?.focus();
      }
    } catch {
      for (const wait of this.list.tableTarget.querySelectorAll("tbody.group .skeleton")) wait.replaceWith("—");
    }
  }
}

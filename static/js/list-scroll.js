// Endless scrolling that recycles: at most three pages of rows stand in the table; those far away leave their height
// behind and are fetched again when they come near.
import { notice } from "dougong/notice";
import { text } from "dougong/texts";

const KEPT = 3;
const NEAR = 900;

export class Scroll {
  constructor(list) {
    this.list = list;
    const body = list.pageTargets[0];
    this.pages = [{ after: body.dataset.after, height: 0, body }];
    this.from = 0;
    this.asking = false;
    if (body.dataset.next) this.pages.push({ after: body.dataset.next, height: 0, body: null });
    this.top = this.gap(body, "before");
    this.bottom = this.gap(body, "after");
    list.listen(list.scrollerTarget, "scroll", () => this.soon(), { passive: true });
    list.listen(window, "scroll", () => this.soon(), { passive: true });
    list.listen(window, "resize", () => this.soon(), { passive: true });
    this.lay();
    this.soon();
  }

  gap(body, where) {
    const gap = document.createElement("tbody");
    gap.className = "gap";
    gap.hidden = true;
    gap.insertRow().insertCell().colSpan = 100;
    body[where](gap);
    return gap;
  }

  soon() {
    this.list.scrollerTarget.classList.toggle("scrolled-x", this.list.scrollerTarget.scrollLeft > 0);
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.check();
    });
  }

  get live() {
    return this.pages.filter((page) => page.body);
  }

  /** Gives both gaps the height of the pages they stand for. */
  lay() {
    for (const page of this.live) page.height = page.body.offsetHeight;
    const row = this.live[0]?.body.rows[0]?.offsetHeight || 36;
    const height = (pages) => pages.reduce((sum, page) => sum + (page.height || row * 8), 0);
    const to = this.from + this.live.length;
    this.fit(this.top, height(this.pages.slice(0, this.from)));
    this.fit(this.bottom, height(this.pages.slice(to)));
  }

  fit(gap, height) {
    gap.hidden = height === 0;
    gap.rows[0].cells[0].style.height = `${height}px`;
  }

  check() {
    if (this.asking || !this.live.length || !this.list.scrollerTarget.isConnected) return;
    const seen = this.list.scrollerTarget.getBoundingClientRect();
    const foot = Math.min(seen.bottom, innerHeight), head = Math.max(seen.top, 0);
    const to = this.from + this.live.length;
    const under = this.bottom.hidden ? Infinity : this.bottom.getBoundingClientRect().top;
    const over = this.top.hidden ? -Infinity : this.top.getBoundingClientRect().bottom;
    if (under < foot + NEAR && to < this.pages.length) this.load(to);
    else if (over > head - NEAR && this.from > 0) this.load(this.from - 1);
  }

  async load(at) {
    this.asking = true;
    const below = at >= this.from, gap = below ? this.bottom : this.top;
    gap.classList.add("asking");
    try {
      const body = await this.fetch(this.pages[at].after);
      if (below) this.bottom.before(body);
      else this.top.after(body);
      this.pages[at].body = body;
      if (!below) this.from = at;
      if (at === this.pages.length - 1 && body.dataset.next) this.pages.push({ after: body.dataset.next, height: 0, body: null });
      this.lay();
      this.drop(below);
      this.list.columns.dress(body);
      this.list.selection.mark(body);
      this.asking = false;
      this.soon();
    } catch {
      notice(text("listFailed"), { tone: "warn" });
      setTimeout(() => { this.asking = false; }, 2000); // the next scroll tries again
    } finally {
      gap.classList.remove("asking");
    }
  }

  /** Takes the farthest page out, unless the focus is in it. */
  drop(below) {
    while (this.live.length > KEPT) {
      const page = below ? this.live[0] : this.live.at(-1);
      if (page.body.contains(document.activeElement)) return;
      page.body.remove();
      page.body = null;
      if (below) this.from += 1;
    }
    this.lay();
  }

  async fetch(after) {
    const address = new URL(this.list.hrefValue, location.href);
    address.searchParams.set("part", "rows");
    if (after) address.searchParams.set("after", after);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    const away = answer.headers.get("HX-Redirect");
    if (away) location.assign(away);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const box = document.createElement("table");
    box.innerHTML = await answer.text();
    return box.tBodies[0];
  }
}

// What tests.shots asks of a page. Loaded before the page's own scripts; the policy does not hold for it.
(() => {
  const seen = { shift: 0, moved: [], policy: [] };
  const named = (one) =>
    one.tagName.toLowerCase() + String(one.className.baseVal ?? one.className).trim().replace(/^|\s+/g, ".").replace(/\.$/, "");

  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      if (one.hadRecentInput) continue;
      seen.shift += one.value;
      for (const { node } of one.sources || []) {
        const element = node && (node.nodeType === 1 ? node : node.parentElement);
        if (element) seen.moved.push(named(element));
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
  document.addEventListener("securitypolicyviolation", (event) =>
    seen.policy.push(`${event.violatedDirective} ${event.blockedURI}`));

  /** Nothing is under way any more. */
  const still = () => document.readyState === "complete"
    && !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, [hx-trigger~=load] > .skeleton:only-child")
    && (!document.querySelector(".dg-form") || document.querySelector(".dg-form[data-live]"))
    && !document.querySelector("[data-controller~=list]:not([data-live])")
    && document.getAnimations().every((one) => one.playState !== "running");

  /** What sticks out of the page to the right; "" when nothing does. */
  const overflow = () => {
    const wide = document.scrollingElement.scrollWidth, room = document.documentElement.clientWidth;
    if (wide <= room + 1) return "";
    const hidden = (one) => {
      for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
        if (getComputedStyle(up).overflowX !== "visible") return true;
      return false;
    };
    const out = [...document.body.querySelectorAll("*")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && box.right > room + 1 && !hidden(one);
    });
    return `${wide} px wide in ${room}: ${out.slice(-3).map(named).join(", ")}`;
  };

  /** The element with the focus, and whether one sees that it has it; null when nothing has. */
  const focus = () => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const drawn = (element) => {
      const style = getComputedStyle(element);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    let good = drawn(one);
    for (let up = one.parentElement, n = 0; up && n < 3; up = up.parentElement, n++) good ||= drawn(up);
    const label = one.id && document.querySelector(`label[for="${CSS.escape(one.id)}"]`);
    return { name: named(one), good: good || Boolean(label && drawn(label)) };
  };

  /** Every text a person can see or hear, with where it stands. */
  const words = () => {
    const found = new Map(), skip = new Set(["CODE", "SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "TEXTAREA", "SELECT"]);
    const add = (text, at) => {
      const plain = (text || "").replace(/\s+/g, " ").trim();
      if (plain && !found.has(plain)) found.set(plain, at);
    };
    const walk = (one) => {
      if (one.closest("[lang]:not(html)")) return;
      if (one.tagName === "SELECT") for (const option of one.options) add(option.text, "option");
      if (skip.has(one.tagName)) return;
      if (!one.checkVisibility({ checkVisibilityCSS: true }) && !one.classList.contains("visually-hidden")) return;
      for (const name of ["title", "aria-label", "placeholder", "alt"])
        if (one.hasAttribute(name)) add(one.getAttribute(name), `${named(one)}@${name}`);
      for (const child of one.childNodes) {
        if (child.nodeType === 3) add(child.data, named(one));
        else if (child.nodeType === 1) walk(child);
      }
    };
    walk(document.body);
    add(document.title, "title");
    return [...found];
  };

  /** What seriously hinders people, found by axe; `only` some of its rules when given. */
  const hindrances = async (only) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...(only && { runOnly: only }) });
    return violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, help, nodes }) =>
      ({ id, help, many: nodes.length, at: nodes.slice(0, 3).map(({ target }) => target.join(" ")) }));
  };

  /** Waits until nothing is under way and the page was drawn; says what it waited for in vain. */
  const quiet = async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const pause = () => new Promise((done) => setTimeout(done, 20));
    for (let times = 0; times < 1000 && !still(); times++) await pause();
    await frame();
    await frame();
    return still();
  };

  window.shots = { quiet, seen, still, overflow, focus, words, hindrances };
})();

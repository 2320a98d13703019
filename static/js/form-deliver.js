// What follows from sending a form: on to the record, the form drawn again, sign in and go on, or wait for the network.
import { alive, gather, post, renew } from "dougong/form-send";
import { element, text } from "dougong/texts";

/**
 * Sends `form` with one of its buttons. on: {gone(address), made(record), page(page, status)}.
 * Resolves to whether the form has left or was drawn anew; where not, a remark stands in it and says why.
 */
export async function deliver(form, submitter, on) {
  clear(form);
  const answer = await post(form.action, gather(form, submitter));
  if (answer.kind in on) {
    on[answer.kind](answer);
    return true;
  }
  return OTHERS[answer.kind]?.(form, submitter, on, answer) ?? false;
}

const OTHERS = {
  async "signed-out"(form, submitter, on) {
    const { signInAgain } = await import("dougong/sign-in");
    if (await signInAgain(form.dataset.account)) return deliver(form, submitter, on);
    remark(form, text("signedOutKept"), { title: text("signedOut"), again: () => form.requestSubmit(own(form, submitter)) });
    return false;
  },
  async "too-old"(form, submitter, on) {
    const now = await alive();
    if (!now?.token || form.dataset.renewed) return OTHERS.offline(form, submitter);
    form.dataset.renewed = "yes";
    renew(now.token);
    return deliver(form, submitter, on);
  },
  offline(form, submitter) {
    const again = () => form.requestSubmit(own(form, submitter));
    remark(form, text("offlineKept"), { title: text("offline"), again });
    const retry = () => { if (form.isConnected && form.querySelector(".dg-remark")) again(); };
    addEventListener("online", retry, { once: true });
    return false;
  },
  refused(form, submitter, on, { title, text: words }) {
    remark(form, words || text("notPossible"), { title });
    return false;
  },
};

const own = (form, submitter) => (submitter && form.contains(submitter) ? submitter : undefined);

function remark(form, words, { title = "", again = null }) {
  const box = element("div", "dg-remark notice notice-warn", { role: "alert" }, element("div", "", {}, element("strong", "", {}, title), " ", words));
  if (again) {
    const button = element("button", "btn", { type: "button" }, text("again"));
    button.addEventListener("click", () => { box.remove(); again(); });
    box.append(button);
  }
  const bar = form.querySelector(".save-bar");
  if (bar) bar.before(box);
  else form.append(box);
  box.scrollIntoView({ block: "nearest" });
}

function clear(form) {
  for (const one of form.querySelectorAll(".dg-remark")) one.remove();
}

/** Puts the page that came in place of the one shown: the same frame, another content. */
export function showPage(page) {
  const now = document.getElementById("main") ?? document.querySelector("main"), next = page.getElementById("main") ?? page.querySelector("main");
  if (!now || !next) return document.documentElement.replaceWith(page.documentElement);
  document.title = page.title;
  now.replaceChildren(...next.childNodes);
  document.dispatchEvent(new Event("form:came"));
  return undefined;
}

// The session ended while a form is open: a dialog over it lets the person come back in; nothing of the form is lost.
import { alive, renew } from "dougong/form-send";
import { element, text } from "dougong/texts";

let asking = null;

/** Asks the person `account` to sign in again; resolves to whether he did. One dialog at a time. */
export function signInAgain(account) {
  asking ??= ask(account).finally(() => { asking = null; });
  return asking;
}

function ask(account) {
  return new Promise((resolve) => {
    const field = (name, type, autocomplete) => element("input", "dg-input", { name, type, autocomplete, required: "", autocapitalize: "none" });
    const name = field("account", "text", "username"), password = field("password", "password", "current-password");
    const code = field("code", "text", "one-time-code"), codeLine = element("label", "dg-field", {}, element("span", "dg-label", {}, text("deviceCode")), code);
    code.removeAttribute("required");
    codeLine.hidden = true;
    const said = element("p", "dg-error", { role: "alert" });
    const enter = element("button", "btn btn-primary", {}, text("signIn"));
    const later = element("button", "btn btn-quiet", { type: "button" }, text("later"));
    const elsewhere = element("a", "dg-sheet-link", { href: "/sign-in/", target: "_blank", rel: "opener" }, text("signInElsewhere"));
    const form = element("form", "dg-sign-in", { novalidate: "" }, element("h2", "", {}, text("signedOut")), element("p", "quiet", {}, text("signedOutKept")),
      element("label", "dg-field", {}, element("span", "dg-label", {}, text("account")), name),
      element("label", "dg-field", {}, element("span", "dg-label", {}, text("password")), password), codeLine,
      said, element("div", "actions", {}, enter, later), elsewhere);
    const dialog = element("dialog", "dg-dialog", { "aria-label": text("signedOut") }, form);
    const look = async () => { if (document.visibilityState === "visible" && await isBack(account, said)) end(true); };
    const end = (back) => {
      document.removeEventListener("visibilitychange", look);
      dialog.remove();
      resolve(back);
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      enter.setAttribute("aria-busy", "true");
      const { problem, half } = codeLine.hidden ? await send("/sign-in/", { account: name.value, password: password.value }) : await send("/sign-in/code/", { code: code.value });
      enter.removeAttribute("aria-busy");
      said.textContent = problem;
      if (half && codeLine.hidden) { // the password was right; now the device
        codeLine.hidden = false;
        code.focus();
      } else if (problem) return;
      else if (await isBack(account, said)) end(true);
    });
    later.addEventListener("click", () => end(false));
    dialog.addEventListener("cancel", () => end(false));
    document.addEventListener("visibilitychange", look); // signed in on another tab meanwhile
    document.body.append(dialog);
    dialog.showModal();
    name.focus();
  });
}

async function isBack(account, said) {
  const now = await alive();
  if (!now?.account) return false;
  if (account && now.account !== account) {
    said.textContent = text("somebodyElse");
    return false;
  }
  renew(now.token);
  return true;
}

// What is wrong, in the server's words, "" when nothing; half: a code of the device is asked for now.
async function send(address, fields) {
  const now = await alive();
  if (!now) return { problem: text("offline") };
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: now.token });
  try {
    const response = await fetch(address, { method: "POST", body, redirect: "manual" });
    if (response.type === "opaqueredirect") return { problem: "" };
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const problem = page.querySelector(".notice-bad")?.textContent.trim() ?? "", half = page.querySelector("input[name=code]") !== null;
    return { problem: problem || (half ? "" : text("notPossible")), half };
  } catch {
    return { problem: text("offline") };
  }
}

// Sends a form without leaving its page: what was typed stays until the server has it. One answer of several kinds.
const PATIENCE = 45_000; // ms; then it counts as not connected. Sending again is harmless: the record's id is the same

/** The texts and files a form sends with one of its buttons. */
export function gather(form, submitter) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  for (const [name, value] of [...data]) { // inputs of files in which nothing is chosen
    if (value instanceof File && value.size === 0 && value.name === "") {
      const rest = data.getAll(name).filter((one) => one !== value);
      data.delete(name);
      for (const one of rest) data.append(name, one);
    }
  }
  return data;
}

/**
 * Posts and says what came of it:
 * {kind: "gone", address} saved, go there; {kind: "made", record} made beside another form; {kind: "page", page, status}
 * the form again; {kind: "signed-out"}; {kind: "too-old"} the token; {kind: "refused", title, text}; {kind: "offline"}.
 */
export async function post(address, data) {
  let response, body;
  try {
    response = await fetch(address, {
      method: "POST", body: data, redirect: "error", credentials: "same-origin",
      headers: { "Dougong-Fetch": "form" }, signal: AbortSignal.timeout?.(PATIENCE),
    });
    body = response.status === 204 ? "" : await response.text();
  } catch {
    return { kind: "offline" };
  }
  return read(response, body);
}

function read(response, body) {
  const { status, headers } = response;
  if (headers.has("Dougong-Location")) return { kind: "gone", address: headers.get("Dougong-Location") };
  if (status === 401) return { kind: "signed-out" };
  if (headers.get("Dougong-Reason") === "token") return { kind: "too-old" };
  if (status === 502 || status === 503 || status === 504) return { kind: "offline" };
  if (headers.get("Content-Type")?.includes("application/json")) return { kind: "made", record: JSON.parse(body) };
  const page = new DOMParser().parseFromString(body, "text/html");
  if (page.querySelector(".dg-form, form.fields")) return { kind: "page", page, status };
  return { kind: "refused", title: page.querySelector("h1")?.textContent ?? "", text: page.querySelector("main p")?.textContent ?? "" };
}

/** Who is signed in here now, and the token forms need: {account, token}; null without a network. */
export async function alive() {
  try {
    const response = await fetch("/alive/", { headers: { Accept: "application/json" }, redirect: "error" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Puts a token into every form of the page. */
export function renew(token) {
  for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = token;
}

// What a person likes is kept with his account: remember("columns", "module/entity:view", {...}), forget(kind, key).

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

async function send(kind, fields) {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token() });
  try {
    // keepalive: also when the page is being left; browsers allow 64 kB for it.
    const answer = await fetch(`/preferences/${kind}/`, { method: "POST", body, keepalive: body.toString().length < 60000, redirect: "manual" });
    return answer.status === 204;
  } catch {
    return false; // no network: what was chosen holds on this page, and is simply not kept
  }
}

/** Keeps a value; true when it is kept. */
export const remember = (kind, key, value) => send(kind, { key, value: JSON.stringify(value) });

/** Keeps nothing there any more. */
export const forget = (kind, key) => send(kind, { key });

// Tells the server what was picked, so that it stands first the next time.
import { forget } from "dougong/picker-ask";

/** Remembers a record chosen in a form. Nobody waits for it; where it does not arrive, nothing is lost. */
export function remember(select, entity, value) {
  const token = select.closest("form")?.elements.csrfmiddlewaretoken?.value;
  if (!entity || !value || !token) return;
  forget();
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, key: `${entity}/${value}`, value: "true" });
  fetch("/preferences/picked/", { method: "POST", body, keepalive: true }).catch(() => {});
}

// Uploads on their way: one request each, with how far it is; a form waits for its own before it is sent.
const going = new Map(); // form -> the promises of what is on its way

/**
 * Sends one file. on.progress(part of 1). Resolves to {id, name, href, picture}, or {problem: words}, or {stopped: true}.
 * A second argument's `signal` stops it.
 */
export function upload(form, file, { field, kind, progress, signal }) {
  const work = new Promise((resolve) => {
    const request = new XMLHttpRequest(), data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken?.value ?? "");
    data.append("field", field);
    data.append("kind", kind);
    data.append("file", file, file.name);
    request.open("POST", "/files/");
    request.setRequestHeader("Dougong-Fetch", "form");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) progress(event.loaded / event.total); });
    request.addEventListener("load", () => resolve(request.response ?? { lost: true, status: request.status }));
    request.addEventListener("error", () => resolve({ lost: true }));
    request.addEventListener("abort", () => resolve({ stopped: true }));
    signal?.addEventListener("abort", () => request.abort());
    request.send(data);
  });
  const mine = going.get(form) ?? new Set();
  going.set(form, mine.add(work));
  work.finally(() => mine.delete(work));
  return work;
}

/** Resolves when nothing of a form is on its way any more. */
export async function uploaded(form) {
  while (going.get(form)?.size) await Promise.allSettled([...going.get(form)]);
}

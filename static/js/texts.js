// The words that scripts show: the page says them, in the reader's language (templates/jinja/pages/_texts.html).
const said = document.getElementById("texts")?.dataset ?? {};

/** A text of the page by its name, with {figures} filled in; nothing where the page does not say it. */
export function text(name, figures = {}) {
  return (said[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => figures[key] ?? whole);
}

/** An element with a class, attributes and children. */
export function element(tag, name, attributes = {}, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

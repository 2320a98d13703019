// Behaviour of generated forms; fetched by pages that have one. What few forms have is fetched when it is there.
import ConditionsController from "dougong/conditions";
import DraftController from "dougong/draft";
import FormController from "dougong/form";
import { listen } from "dougong/picker";

const ALWAYS = { conditions: ConditionsController, draft: DraftController, form: FormController };
const WHERE_NAMED = {
  chips: () => import("dougong/chips"),
  entries: () => import("dougong/entries"),
  files: () => import("dougong/files"),
  grid: () => import("dougong/grid"),
  place: () => import("dougong/place"),
  scan: () => import("dougong/scan"),
  signature: () => import("dougong/signature"),
  tabs: () => import("dougong/tabs"),
  union: () => import("dougong/union"),
};
const waiting = new Set(Object.keys(WHERE_NAMED));
let application = null;

/** Registers the controllers that forms name. */
export async function register(given) {
  application = given;
  await look();
  for (const [name, controller] of Object.entries(ALWAYS)) application.register(name, controller);
  listen();
  document.addEventListener("form:came", look);
  document.addEventListener("htmx:load", look);
}

// Fetches what the page names, blank rows included, and has not been fetched yet.
function look() {
  const found = [...waiting].filter((name) => names(document, name));
  for (const name of found) waiting.delete(name);
  return Promise.all(found.map(async (name) => application.register(name, (await WHERE_NAMED[name]()).default)));
}

const names = (part, name) => part.querySelector(`[data-controller~="${name}"]`) !== null
  || [...part.querySelectorAll("template")].some(({ content }) => names(content, name));

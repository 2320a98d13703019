// Behaviour of every page: Stimulus controllers by data-controller, and the keys that work everywhere.
import { Application } from "@hotwired/stimulus";
import FrameController from "dougong/frame";
import IdleController from "dougong/idle";
import InboxController from "dougong/inbox";
import SubmitController from "dougong/submit";

document.documentElement.classList.add("scripted");

const application = Application.start();
application.register("submit", SubmitController);
application.register("frame", FrameController);
application.register("idle", IdleController);
application.register("inbox", InboxController);

// What forms need is fetched by the pages that have one, at once or when a fragment brings one.
let forms = null;
const fetchForms = () => {
  if (!forms && document.querySelector('.dg-form, [data-controller~="draft"]')) forms = import("dougong/forms").then(({ register }) => register(application));
};
fetchForms();
document.addEventListener("htmx:load", fetchForms);

// So is what lists need.
let lists = null;
const fetchLists = () => {
  if (!lists && document.querySelector(".list-page")) lists = import("dougong/lists").then(({ register }) => register(application));
};
fetchLists();
document.addEventListener("htmx:load", fetchLists);

// And what the stream of a record needs.
let streams = null;
const fetchStreams = () => {
  if (!streams && document.querySelector(".talk")) streams = import("dougong/stream").then((found) => application.register("stream", found.default));
};
fetchStreams();
document.addEventListener("htmx:load", fetchStreams);

// And a record in tabs.
let tabs = null;
const fetchTabs = () => {
  if (!tabs && document.querySelector(".record .dg-tabs, .panel-record .dg-tabs")) tabs = import("dougong/tabs").then((found) => application.register("tabs", found.default));
};
fetchTabs();
document.addEventListener("htmx:load", fetchTabs);

// And the pages of importing.
if (document.querySelector(".import")) import("dougong/import").then((found) => application.register("import", found.default));

// And a sheet of rights: its keys.
for (const sheet of document.querySelectorAll("[data-rights-sheet]")) import("dougong/sheet-keys").then(({ begin }) => begin(sheet));
// And a form being adapted.
let designer = null;
const fetchDesigner = () => {
  if (designer || !document.querySelector("#design")) return;
  designer = Promise.all(["dougong/design", "dougong/design-formula", "dougong/design-new"].map((name) => import(name)))
    .then((found) => ["design", "formula", "new-field"].forEach((name, at) => application.register(name, found[at].default)));
};
fetchDesigner();
document.addEventListener("htmx:load", fetchDesigner);

// A button marked data-print prints the page.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

// A link or button marked data-key="n" is followed when that key is pressed outside a field.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const target = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === event.key);
  if (!target) return;
  event.preventDefault();
  target.click();
});

// A menu closes when the focus or a click goes elsewhere, and with Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A fragment that could not be fetched says so in its place instead of waiting for ever.
document.addEventListener("htmx:responseError", (event) => {
  const place = event.detail.target.querySelector(".skeleton") ?? event.detail.target;
  place.replaceWith(document.createTextNode("—"));
});

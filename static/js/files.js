// Files of a field: chosen, photographed, dropped or pasted; each is uploaded at once with a bar that can be stopped,
// then stands as a tick with its picture, as the server draws it. Without scripts they are sent with the form.
import { Controller } from "@hotwired/stimulus";
import { element, text } from "dougong/texts";
import { upload } from "dougong/uploads";

const AT_ONCE = 2;
const PICTURES = /^image\/(png|jpeg|gif|webp|bmp|avif)$/;
const SIZES = ["B", "KB", "MB", "GB"];
function size(bytes) {
  const power = Math.min(SIZES.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power ? 1 : 0)} ${SIZES[power]}`;
}

export default class extends Controller {
  static targets = ["input", "list"];
  static values = { kind: String, name: String };

  connect() {
    if (!this.hasInputTarget) return;
    this.waiting = [];
    this.active = 0;
    this.watching = new AbortController();
    const on = (target, kind, work) => target.addEventListener(kind, work, { signal: this.watching.signal });
    on(this.inputTarget, "change", () => this.chosen());
    on(this.element, "dragover", (event) => this.over(event));
    on(this.element, "dragleave", () => this.element.classList.remove("is-over"));
    on(this.element, "drop", (event) => this.dropped(event));
    on(document, "paste", (event) => this.pasted(event));
  }

  disconnect() {
    this.watching?.abort();
  }

  get form() {
    return this.element.closest("form");
  }

  /** Opens the camera of a telephone, or the files: the input is the same. */
  camera() {
    this.inputTarget.setAttribute("capture", "environment");
    this.inputTarget.click();
  }

  choose(event) {
    event.preventDefault();
    this.inputTarget.removeAttribute("capture");
    this.inputTarget.click();
  }

  chosen() {
    const files = [...this.inputTarget.files];
    this.inputTarget.value = "";
    this.take(files);
  }

  over(event) {
    if (![...event.dataTransfer.items].some(({ kind }) => kind === "file")) return;
    event.preventDefault();
    this.element.classList.add("is-over");
  }

  dropped(event) {
    this.element.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    this.take([...event.dataTransfer.files]);
  }

  // A picture pasted goes to the field one stands in, else to the first of the form that takes pictures.
  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || event.defaultPrevented || this.element.closest("[hidden]")) return;
    const form = event.target.closest?.("form") ?? document.querySelector(".dg-form")?.closest("form");
    const mine = this.element.contains(event.target) || (form === this.form && !event.target.closest?.(".dg-files")
      && form.querySelector('[data-controller~="files"]:not([hidden])') === this.element);
    if (!mine) return;
    event.preventDefault();
    this.take(files);
  }

  take(files) {
    const several = this.inputTarget.multiple ? files : files.slice(-1);
    for (const file of several) this.waiting.push(this.line(file));
    this.next();
  }

  next() {
    while (this.active < AT_ONCE && this.waiting.length) this.send(this.waiting.shift());
  }

  async send(line) {
    this.active += 1;
    const found = await upload(this.form, line.file, {
      field: this.nameValue, kind: this.kindValue, signal: line.stop.signal, progress: (part) => { line.bar.value = part; },
    });
    this.active -= 1;
    if (found.id) this.done(line, found);
    else if (found.stopped) line.element.remove();
    else this.failed(line, found);
    this.next();
  }

  line(file) {
    const stop = new AbortController(), bar = element("progress", "dg-progress", { max: "1", value: "0", "aria-label": file.name });
    const button = element("button", "dg-remove btn btn-quiet", { type: "button", "aria-label": text("removeFile", { name: file.name }) }, "×");
    const made = element("div", "dg-file dg-file-going", {}, this.picture(file), element("span", "dg-file-name", {}, file.name),
      element("span", "dg-file-size", {}, size(file.size)), bar, button);
    const line = { file, stop, bar, element: made };
    button.addEventListener("click", () => {
      this.waiting = this.waiting.filter((one) => one !== line);
      stop.abort();
      made.remove();
    });
    this.listTarget.append(made);
    return line;
  }

  done({ file, element: going }, { id, name, href, picture }) {
    if (!this.inputTarget.multiple) for (const box of this.listTarget.querySelectorAll("input:checked")) box.checked = false;
    const box = element("input", "", { type: "checkbox", name: this.nameValue, value: id });
    box.checked = true;
    const face = picture ? element("img", "dg-thumb", { src: picture, alt: "", width: "48", height: "48" }) : this.picture(file);
    going.replaceWith(element("label", "dg-file", {}, box, face, element("a", "", { href, target: "_blank" }, name)));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What was refused says why and can be taken away; what did not arrive can be sent again.
  async failed(line, { problem, status }) {
    if (status === 401 && await (await import("dougong/sign-in")).signInAgain(this.form.dataset.account)) return this.again(line);
    line.bar.remove();
    line.element.classList.remove("dg-file-going");
    line.element.classList.add("dg-file-bad");
    line.element.append(element("span", "dg-error", { role: "alert" }, problem ?? text("offline")));
    if (problem) return undefined;
    const button = element("button", "btn btn-quiet", { type: "button" }, text("again"));
    button.addEventListener("click", () => this.again(line));
    line.element.append(button);
    return undefined;
  }

  again(line) {
    const fresh = this.line(line.file);
    line.element.replaceWith(fresh.element);
    this.waiting.push(fresh);
    this.next();
  }

  picture(file) {
    if (!PICTURES.test(file.type)) return "";
    const address = URL.createObjectURL(file), image = element("img", "dg-thumb", { src: address, alt: "", width: "48", height: "48" });
    image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
    return image;
  }
}

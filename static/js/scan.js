// Reads a code with the camera, where the browser can.
import { Controller } from "@hotwired/stimulus";
import { notice } from "dougong/notice";
import { element, text } from "dougong/texts";

export default class extends Controller {
  static targets = ["button"];

  connect() {
    this.buttonTarget.hidden = !("BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia);
  }

  disconnect() {
    this.stop();
  }

  async open() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      notice(text("noCamera"), { tone: "warn" });
      return;
    }
    const video = element("video", "dg-video", { playsinline: "", muted: "" });
    const cancel = element("button", "btn", { type: "button" }, text("close"));
    this.dialog = element("dialog", "dg-scan", { "aria-label": text("scanning") }, video, cancel);
    cancel.addEventListener("click", () => this.stop());
    this.dialog.addEventListener("close", () => this.stop());
    this.element.append(this.dialog);
    video.srcObject = this.stream;
    this.dialog.showModal();
    await video.play();
    this.look(video, new BarcodeDetector());
  }

  async look(video, detector) {
    if (!this.stream) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) {
      this.timer = setTimeout(() => this.look(video, detector), 200);
      return;
    }
    this.stop();
    const input = this.element.querySelector("input, textarea");
    input.value = code.rawValue;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }

  stop() {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    const { dialog } = this;
    this.dialog = null;
    dialog?.remove();
  }
}

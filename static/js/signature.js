// A signature drawn with finger, pen or mouse: a PNG as text in a hidden input. A picture can be sent instead.
import { Controller } from "@hotwired/stimulus";

const WIDTH = 2.2; // of the line, CSS pixels

export default class extends Controller {
  static targets = ["pad", "canvas", "drawing", "file", "undo", "clear"];

  connect() {
    if (!this.hasCanvasTarget || !this.canvasTarget.getContext) return;
    this.strokes = [];
    const canvas = this.canvasTarget;
    this.padTarget.hidden = false;
    const on = { pointerdown: this.begin, pointermove: this.draw, pointerup: this.end, pointercancel: this.end };
    this.handlers = Object.entries(on).map(([kind, work]) => [kind, work.bind(this)]);
    for (const [kind, work] of this.handlers) canvas.addEventListener(kind, work);
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(canvas);
  }

  disconnect() {
    for (const [kind, work] of this.handlers ?? []) this.canvasTarget.removeEventListener(kind, work);
    this.watch?.disconnect();
  }

  // As many dots as the screen has; what was drawn is drawn again, in proportion.
  resize() {
    const canvas = this.canvasTarget, ratio = devicePixelRatio || 1, { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    this.pen = canvas.getContext("2d");
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    Object.assign(this.pen, { lineWidth: WIDTH, lineCap: "round", lineJoin: "round" }); // in black: it is printed on paper
    for (const stroke of this.strokes) stroke.forEach((_, i) => this.line(stroke, i));
  }

  point(event) {
    const place = this.canvasTarget.getBoundingClientRect();
    return [(event.clientX - place.left) / place.width, (event.clientY - place.top) / place.height];
  }

  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    if (!this.pen) this.resize();
    try {
      this.canvasTarget.setPointerCapture(event.pointerId);
    } catch { /* the pointer is already gone: the stroke is a dot */ }
    this.now = [this.point(event)];
    this.strokes.push(this.now);
    this.line(this.now, 0);
  }

  draw(event) {
    if (!this.now) return;
    for (const one of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
      this.now.push(this.point(one));
      this.line(this.now, this.now.length - 1);
    }
  }

  line(stroke, i) {
    const { clientWidth: width, clientHeight: height } = this.canvasTarget;
    const [x, y] = stroke[Math.max(0, i - 1)], [toX, toY] = stroke[i];
    this.pen.beginPath();
    this.pen.moveTo(x * width, y * height);
    this.pen.lineTo(toX * width + (i ? 0 : 0.1), toY * height);
    this.pen.stroke();
  }

  end() {
    if (!this.now) return;
    this.now = null;
    this.write(this.canvasTarget.toDataURL("image/png"));
  }

  // The last stroke is taken back; the others are drawn again.
  undo() {
    this.strokes.pop();
    this.again();
  }

  clear() {
    this.strokes = [];
    this.again();
  }

  again() {
    this.resize();
    this.write(this.strokes.length ? this.canvasTarget.toDataURL("image/png") : "");
  }

  write(drawing) {
    for (const button of [this.undoTarget, this.clearTarget]) button.disabled = drawing === "";
    if (this.hasFileTarget) this.fileTarget.disabled = drawing !== "";
    this.drawingTarget.value = drawing;
    this.drawingTarget.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

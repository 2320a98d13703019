// Fills a place in with where the device is, where it can tell.
import { Controller } from "@hotwired/stimulus";
import { notice } from "dougong/notice";
import { text } from "dougong/texts";

export default class extends Controller {
  static targets = ["button"];

  connect() {
    this.buttonTarget.hidden = !("geolocation" in navigator && isSecureContext) || this.inputs.some((input) => input.readOnly);
  }

  get inputs() {
    return [...this.element.querySelectorAll("input")];
  }

  here() {
    this.buttonTarget.setAttribute("aria-busy", "true");
    const done = () => this.buttonTarget.removeAttribute("aria-busy");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      done();
      const [latitude, longitude] = this.inputs;
      for (const [input, degrees] of [[latitude, coords.latitude], [longitude, coords.longitude]]) {
        input.value = degrees.toFixed(7);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }, () => { done(); notice(text("noPlace"), { tone: "warn" }); }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  }
}

// Alternatives: choosing one asks the server for its fields, as the button beside it does.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["apply"];

  choose() {
    if (this.hasApplyTarget) this.applyTarget.click();
  }
}

// A new field: what only some kinds need is asked where one of them is chosen.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["choices", "target"];

  connect() {
    this.chosen();
  }

  chosen() {
    const needs = this.element.querySelector("input[name=kind]:checked")?.dataset.needs ?? "";
    this.choicesTarget.hidden = needs !== "choices";
    this.targetTarget.hidden = needs !== "target";
  }
}

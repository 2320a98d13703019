// A control that sends its form as soon as it changes (a filter).
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  now() {
    this.element.form.requestSubmit();
  }
}

// What was done in a sheet, to be taken back and done again.
import { put } from "dougong/grid-cells";

const MOST = 200;

export class History {
  done = [];
  undone = [];

  /** Remembers a deed: {back(), again()}. */
  push(deed) {
    this.done.push(deed);
    this.undone.length = 0;
    if (this.done.length > MOST) this.done.shift();
  }

  /** A deed that was taken back elsewhere. */
  forget(deed) {
    this.done = this.done.filter((one) => one !== deed);
  }

  /** Takes the last deed back; whether there was one. */
  undo() {
    const deed = this.done.pop();
    deed?.back();
    if (deed) this.undone.push(deed);
    return Boolean(deed);
  }

  /** Takes back a deed and all that came after it; whether it was still there. */
  before(deed) {
    if (!this.done.includes(deed)) return false;
    while (this.done.at(-1) !== deed) this.undo();
    return this.undo();
  }

  redo() {
    const deed = this.undone.pop();
    deed?.again();
    if (deed) this.done.push(deed);
    return Boolean(deed);
  }
}

/** The deed of cells that changed: [held, before, after]. */
export function changes(list) {
  return {
    back: () => { for (const [held, before] of list) put(held, before); },
    again: () => { for (const [held, , after] of list) put(held, after); },
  };
}

/** Several deeds as one. */
export function together(...deeds) {
  return {
    back: () => { for (const deed of deeds.toReversed()) deed.back(); },
    again: () => { for (const deed of deeds) deed.again(); },
  };
}

const OFFERED_MILLIS = 10_000;

/** Offers for ten seconds to take something back. */
export class UndoOffer {
  #place;
  #life = new AbortController();
  /** @type {(() => void) | null} */
  #undo = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} place with a button */
  constructor(place) {
    this.#place = place;
  }

  start() {
    this.#place.querySelector('button')?.addEventListener('click', () => this.#taken(), { signal: this.#life.signal });
  }

  stop() {
    this.#life.abort();
    this.withdraw();
  }

  /** @param {() => void} undo */
  offer(undo) {
    this.withdraw();
    this.#undo = undo;
    this.#place.hidden = false;
    this.#timer = setTimeout(() => this.withdraw(), OFFERED_MILLIS);
  }

  withdraw() {
    clearTimeout(this.#timer);
    this.#undo = null;
    this.#place.hidden = true;
  }

  #taken() {
    const undo = this.#undo;
    this.withdraw();
    undo?.();
  }
}

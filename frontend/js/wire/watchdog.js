/**
 * How long a whole connection is never silent: three heartbeats with a margin.
 *
 * @param {number} heartbeatSeconds
 */
export function longestSilenceMillis(heartbeatSeconds) {
  return Math.max(20_000, heartbeatSeconds * 3000 + 5000);
}

/** Cries out once when nothing was heard for too long, or, asked after the page slept, for somewhat long. */
export class Watchdog {
  #silenceMillis;
  #onSilence;
  #heardAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {() => number} silenceMillis how long that is; asked anew each time, as the page may learn it late
   * @param {() => void} onSilence
   */
  constructor(silenceMillis, onSilence) {
    this.#silenceMillis = silenceMillis;
    this.#onSilence = onSilence;
  }

  start() {
    this.heard();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  heard() {
    this.#heardAt = performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onSilence, this.#silenceMillis());
  }

  /** The page woke up: a connection silent for half the time is most likely gone. */
  woke() {
    if (performance.now() - this.#heardAt > this.#silenceMillis() / 2) this.#onSilence();
  }
}

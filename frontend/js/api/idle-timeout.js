/**
 * How long a whole connection is never silent: three heartbeats with a margin.
 *
 * @param {number} heartbeatSeconds
 */
export function longestSilenceMillis(heartbeatSeconds) {
  return Math.max(20_000, heartbeatSeconds * 3000 + 5000);
}

/** Calls back once when a connection has been silent for too long; after the page was suspended, for half as long. */
export class IdleTimeout {
  #silenceMillis;
  #onSilence;
  #lastByteAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {() => number} silenceMillis the timeout; read each time, as the page may learn it late
   * @param {() => void} onSilence
   */
  constructor(silenceMillis, onSilence) {
    this.#silenceMillis = silenceMillis;
    this.#onSilence = onSilence;
  }

  start() {
    this.reset();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  reset() {
    this.#lastByteAt = performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onSilence, this.#silenceMillis());
  }

  /** The page was resumed: a connection silent for half the time is most likely gone. */
  resumed() {
    if (performance.now() - this.#lastByteAt > this.#silenceMillis() / 2) this.#onSilence();
  }
}

import { ConnectionLost, Refusal } from './chat-client.js';
import { onReconnect, pause } from './reconnect.js';
import { IdleTimeout } from './idle-timeout.js';

/**
 * What a stream's listener receives: the events of the protocol, and those of the connection.
 *
 * @typedef {{ type: 'lost' }} Lost the connection broke; the reader goes on by itself
 * @typedef {{ type: 'gone' }} Gone the server no longer has the rest
 * @typedef {{ type: 'refused', problem: import('./protocol.js').Problem }} Refused
 * @typedef {{ type: 'fault' }} Fault something else than the connection broke: nothing is read on
 * @typedef {import('./protocol.js').ChatEvent | Fault | Lost | Gone | Refused} ReaderEvent
 */

const ENDINGS = new Set(['done', 'error']);

/**
 * Reads one answer to its ending, over as many connections as it takes. A question is sent a second time in one case only: the
 * connection broke before the `answer` event came; then once, with the same key.
 */
export class ResumableStream {
  #client;
  #onEvent;
  #silenceMillis;
  #life = new AbortController();
  #id = '';
  #position = 0;
  #over = false;

  /**
   * @param {import('./chat-client.js').ChatClient} client
   * @param {(event: ReaderEvent) => void} onEvent
   * @param {() => number} silenceMillis after which a connection counts as lost
   */
  constructor(client, onEvent, silenceMillis) {
    this.#client = client;
    this.#onEvent = onEvent;
    this.#silenceMillis = silenceMillis;
  }

  /**
   * @param {import('./protocol.js').Question} question
   * @param {string} key
   */
  async ask(question, key) {
    for (let attempt = 0; attempt < 2 && !this.#over && !this.#id; attempt++) {
      if (attempt > 0) await pause(0, this.#life.signal);
      await this.#connect((reading) => this.#client.ask(question, key, reading));
    }
    if (!this.#over && !this.#id) this.#refuse({ status: 0, code: navigator.onLine ? 'unreachable' : 'offline' });
    await this.#readOn();
  }

  /**
   * @param {string} id
   * @param {number} position
   */
  async resume(id, position) {
    this.#id = id;
    this.#position = position;
    await this.#connect((reading) => this.#client.resume(id, position, reading));
    await this.#readOn();
  }

  /** Ends the reading, and the answer for this visitor: at once, or as soon as the server has named it. */
  stop() {
    this.#over = true;
    if (!this.#id) return;
    this.#life.abort();
    void this.#client.stop(this.#id);
  }

  async #readOn() {
    for (let attempt = 0; !this.#over; attempt++) {
      const before = this.#position;
      this.#onEvent({ type: 'lost' });
      await pause(attempt, this.#life.signal);
      await this.#connect((reading) => this.#client.resume(this.#id, this.#position, reading));
      if (this.#position > before) attempt = -1;
    }
  }

  /** @param {(reading: import('./chat-client.js').Reading) => Promise<void>} request */
  async #connect(request) {
    if (this.#over) return;
    const connection = new AbortController();
    const signal = AbortSignal.any([this.#life.signal, connection.signal]);
    const idleTimeout = new IdleTimeout(this.#silenceMillis, () => connection.abort());
    idleTimeout.start();
    onReconnect(() => idleTimeout.resumed(), signal);
    try {
      await request({ signal, onBytes: () => idleTimeout.reset(), onEvent: (event) => this.#take(event) });
    } catch (fault) {
      this.#takeFault(fault);
    } finally {
      idleTimeout.stop();
      connection.abort();
    }
  }

  /** @param {import('./protocol.js').ChatEvent} event */
  #take(event) {
    if (event.type === 'answer') this.#id = event.id;
    if (this.#over) return this.stop();
    if ('position' in event && event.type !== 'queued') this.#position = event.position;
    this.#over = ENDINGS.has(event.type);
    this.#onEvent(event);
  }

  /** @param {unknown} fault a refusal, a broken connection, after which the next one is tried, or a fault of the page's own */
  #takeFault(fault) {
    if (!(fault instanceof Refusal || fault instanceof ConnectionLost)) return this.#fail(fault);
    if (this.#over || fault instanceof ConnectionLost) return;
    if (!this.#id) this.#refuse(fault.problem);
    else if (fault.problem.status === 404 || fault.problem.status === 400) this.#end({ type: 'gone' });
  }

  /** @param {unknown} fault that is no matter of the network: it is logged, and no connection mends it */
  #fail(fault) {
    reportError(fault);
    if (!this.#over) this.#end({ type: 'fault' });
  }

  /** @param {import('./protocol.js').Problem} problem */
  #refuse(problem) {
    this.#end({ type: 'refused', problem });
  }

  /** @param {ReaderEvent} event */
  #end(event) {
    this.#over = true;
    this.#onEvent(event);
  }
}

import { EventStreamParser } from './event-stream-parser.js';
import { toProblem, toChatEvent } from './protocol.js';

/** How long a page that is being left may still run. */
const LEAVING_MILLIS = 1_000;

/** The server refused before any stream began. */
export class Refusal extends Error {
  /** @param {import('./protocol.js').Problem} problem */
  constructor(problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** The network broke, or was never there: the same may be asked again. */
export class ConnectionLost extends Error {}

/**
 * @typedef {object} Reading how a stream is read
 * @property {AbortSignal} signal
 * @property {() => void} onBytes anything came, a heartbeat too
 * @property {(event: import('./protocol.js').ChatEvent) => void} onEvent
 */

/** The server's routes. A promise of a stream settles when the stream is over: refused, broken, or read to its last byte. */
export class ChatClient {
  /**
   * @param {AbortSignal} signal
   * @returns {Promise<import('./protocol.js').Config>}
   */
  async config(signal) {
    const response = await fetch('config', { signal });
    if (!response.ok) throw new Refusal(await toProblem(response));
    return response.json();
  }

  /**
   * @param {import('./protocol.js').Question} question
   * @param {string} key the same for the same question, should it have to be sent again
   * @param {Reading} reading
   */
  async ask(question, key, reading) {
    const response = await connected(fetch('chat', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', 'Idempotency-Key': key },
      body: JSON.stringify(question),
      signal: reading.signal,
    }));
    await read(response, reading);
  }

  /**
   * @param {string} id
   * @param {number} position the last one that the page has
   * @param {Reading} reading
   */
  async resume(id, position, reading) {
    const response = await connected(fetch(`chat/${encodeURIComponent(id)}`, {
      headers: { Accept: 'text/event-stream', 'Last-Event-ID': String(position) },
      cache: 'no-store',
      signal: reading.signal,
    }));
    await read(response, reading);
  }

  /**
   * @param {string} id
   * @param {boolean} helpful
   * @param {string} [reason] why it is not
   * @returns {Promise<boolean>} whether the server counted it
   */
  async rate(id, helpful, reason) {
    const response = await fetch(`chat/${encodeURIComponent(id)}/feedback`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ helpful, reason }),
      keepalive: true,
    }).catch(unlessThePageIsLeft);
    return response?.ok ?? false;
  }

  /**
   * Outlives the page, and needs no answer: a stream that nobody reads ends by itself.
   *
   * @param {string} id
   */
  async stop(id) {
    await fetch(`chat/${encodeURIComponent(id)}`, { method: 'DELETE', keepalive: true }).catch(() => {});
  }
}

/**
 * Leaving the page breaks a request off that the server gets nevertheless. That is no failure, so it is told of one only
 * when it is still there after a moment.
 *
 * @returns {Promise<null>}
 */
function unlessThePageIsLeft() {
  return new Promise((resolve) => {
    setTimeout(resolve, LEAVING_MILLIS, null);
  });
}

/**
 * @template Outcome
 * @param {Promise<Outcome>} step over the network
 * @returns {Promise<Outcome>} fails with a ConnectionLost
 */
async function connected(step) {
  try {
    return await step;
  } catch (cause) {
    throw new ConnectionLost('The connection broke.', { cause });
  }
}

/**
 * @param {Response} response
 * @param {Reading} reading
 */
async function read(response, { onBytes, onEvent }) {
  if (!response.ok || !response.body) throw new Refusal(await toProblem(response));
  onBytes();
  const parser = new EventStreamParser((event) => {
    const wireEvent = toChatEvent(event);
    if (wireEvent) onEvent(wireEvent);
  });
  const reader = response.body.getReader();
  for (let next = await connected(reader.read()); !next.done; next = await connected(reader.read())) {
    onBytes();
    parser.push(next.value);
  }
}

/**
 * An event of a `text/event-stream`, as the HTML standard's "event stream interpretation" gives it.
 *
 * @typedef {object} StreamEvent
 * @property {string} type the event's name, `message` where the stream gave none
 * @property {string} data the data lines, joined with line feeds
 * @property {string} lastEventId the last `id:` seen so far, empty where there was none
 */

const FIELDS = ['data', 'event', 'id'];
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Turns the bytes of an event stream, cut anywhere, into its events. An event that the stream's end cuts is discarded. */
export class EventStreamParser {
  /** Strips one byte order mark at the start and replaces what is not UTF-8, however the bytes are cut. */
  #decoder = new TextDecoder();
  #onEvent;
  #maxCharacters;
  /** The line so far, where the bytes end within one. */
  #line = '';
  /** The last character was a carriage return: a line feed that comes next belongs to it. */
  #afterCarriageReturn = false;
  /** @type {string[]} */
  #data = [];
  #dataCharacters = 0;
  #type = '';
  #lastEventId = '';

  /**
   * @param {(event: StreamEvent) => void} onEvent
   * @param {number} [maxCharacters] of one event; beyond it, `push` throws a RangeError
   */
  constructor(onEvent, maxCharacters = 1_048_576) {
    this.#onEvent = onEvent;
    this.#maxCharacters = maxCharacters;
  }

  /** @param {Uint8Array} bytes */
  push(bytes) {
    const text = this.#decoder.decode(bytes, { stream: true });
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text.charCodeAt(at);
      const completesPair = this.#afterCarriageReturn && character === LINE_FEED;
      this.#afterCarriageReturn = character === CARRIAGE_RETURN;
      if (completesPair) {
        start = at + 1;
      } else if (character === LINE_FEED || character === CARRIAGE_RETURN) {
        this.#keep(text.slice(start, at));
        start = at + 1;
        this.#endLine();
      }
    }
    this.#keep(text.slice(start));
  }

  /** @param {string} piece of the line; of a comment, or of a field without a meaning, nothing is held */
  #keep(piece) {
    if (piece === '') return;
    const line = this.#line + piece;
    this.#line = isMeaningful(line) ? line : ':';
    if (this.#line.length + this.#dataCharacters > this.#maxCharacters) {
      throw new RangeError('An event of the stream is too long.');
    }
  }

  #endLine() {
    const line = this.#line;
    this.#line = '';
    if (line === '') this.#dispatch();
    else if (!line.startsWith(':')) this.#takeField(line);
  }

  /** @param {string} line */
  #takeField(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') {
      this.#data.push(value);
      this.#dataCharacters += value.length + 1;
    } else if (name === 'event') {
      this.#type = value;
    } else if (name === 'id' && !value.includes('\0')) {
      this.#lastEventId = value;
    }
  }

  #dispatch() {
    const data = this.#data;
    const type = this.#type || 'message';
    this.#data = [];
    this.#dataCharacters = 0;
    this.#type = '';
    if (data.length > 0) this.#onEvent({ type, data: data.join('\n'), lastEventId: this.#lastEventId });
  }
}

/** @param {string} line the start of one */
function isMeaningful(line) {
  const colon = line.indexOf(':');
  return colon < 0 ? FIELDS.some((field) => field.startsWith(line)) : FIELDS.includes(line.slice(0, colon));
}

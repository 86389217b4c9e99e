import { joined } from './join-continuation.js';

/**
 * How an answer closed, with what the page needs to say so.
 *
 * @typedef {object} Ending
 * @property {'finished' | 'stopped' | 'cut_off' | 'failed'} kind
 * @property {string} [reason] why it did not finish: the wire's words, or `gone`
 * @property {string} [code] of a failure
 * @property {string} [finishReason] the model's own, where it is not `stop`
 * @property {boolean} [unanswered] the answer is that the site does not tell
 * @property {number} [retryAt] when it may be asked again, in milliseconds since the epoch
 *
 * @typedef {object} Answer
 * @property {'submitted' | 'waiting' | 'writing' | 'ended'} phase
 * @property {string} streamId empty until the server named it
 * @property {number} position of the last event taken from the log
 * @property {string} text
 * @property {{ before: string, rest: string } | null} seam where it goes on after it broke off: what it was, and what came since
 * @property {boolean} reconnecting
 * @property {boolean} [silent] nothing was heard of the model for long
 * @property {{ position: number, etaSeconds?: number | null } | null} queue
 * @property {import('../api/protocol.js').Author | null} by
 * @property {string | null} because why somebody else stands in for the model
 * @property {import('../api/protocol.js').Source[]} sources
 * @property {string[]} images the addresses that images may be fetched from
 * @property {number[]} cited
 * @property {string[]} [next] what may be asked next
 * @property {number | null} ageSeconds of an answer that was written before, else null
 * @property {Ending | null} ending
 * @property {boolean | null} helpful the visitor's opinion, null where none was given
 * @property {string} [reason] why it did not help, where the visitor said so
 */

/** @type {Readonly<Answer>} */
export const NO_ANSWER = Object.freeze({
  phase: 'submitted',
  streamId: '',
  position: 0,
  text: '',
  seam: null,
  reconnecting: false,
  queue: null,
  by: null,
  because: null,
  sources: [],
  images: [],
  cited: [],
  ageSeconds: null,
  ending: null,
  helpful: null,
});

/**
 * The answer after one more event of its reader. An event that it already has changes nothing, and nothing comes after the ending.
 *
 * @param {Answer} answer
 * @param {import('../api/resumable-stream.js').ReaderEvent | { type: 'stopped' } | { type: 'interrupted' } | { type: 'silent' } | { type: 'fault' }} event
 * @param {number} now in milliseconds since the epoch
 * @returns {Answer}
 */
export function reduceAnswer(answer, event, now) {
  if (answer.phase === 'ended') return answer;
  switch (event.type) {
    case 'answer':
      return { ...answer, streamId: event.id, reconnecting: false, silent: false, ageSeconds: event.cached ? (event.ageSeconds ?? 0) : null };
    case 'queued':
      return { ...answer, phase: 'waiting', silent: false, queue: { position: event.position, etaSeconds: event.etaSeconds } };
    case 'begin':
    case 'chunk':
      return event.position > answer.position ? afterLogged(answer, event) : answer;
    case 'lost':
      return { ...answer, reconnecting: true };
    case 'silent':
      return { ...answer, silent: true };
    default:
      return { ...sewn(answer), phase: 'ended', reconnecting: false, queue: null, cited: citedBy(answer, event), next: nextOf(event), ending: endingOf(event, now) };
  }
}

/**
 * The answer that broke off, as it is asked to go on: what was written stays.
 *
 * @param {Answer} answer
 * @returns {Answer}
 */
export function goingOn({ text, by, because, sources, images, cited }) {
  return { ...NO_ANSWER, text, by, because, sources, images, cited, seam: { before: text, rest: '' } };
}

/** @param {Answer} answer that is over @returns {Answer} with all that came since it broke off */
function sewn(answer) {
  const { seam, text } = answer;
  return { ...answer, seam: null, text: seam && text === seam.before ? joined(seam.before, seam.rest, true) : text };
}

/**
 * @param {Answer} answer
 * @param {import('../api/protocol.js').BeginEvent | import('../api/protocol.js').ChunkEvent} event
 * @returns {Answer}
 */
function afterLogged(answer, event) {
  const known = { ...answer, phase: /** @type {const} */ ('writing'), queue: null, silent: false, position: event.position };
  if (event.type === 'chunk') return { ...known, ...grown(answer, event.text) };
  // What goes on rests on the passages that it began with: its numbers are theirs.
  if (answer.seam?.before) return known;
  return { ...known, by: event.by, because: event.because ?? null, sources: event.sources ?? [], images: event.images ?? [] };
}

/**
 * @param {Answer} answer
 * @param {string} more
 * @returns {Pick<Answer, 'text' | 'seam'>}
 */
function grown({ text, seam }, more) {
  if (!seam || text !== seam.before) return { text: text + more, seam };
  const rest = seam.rest + more;
  return { text: joined(seam.before, rest, false), seam: { ...seam, rest } };
}

/** @param {{ type: string, next?: string[] }} event */
function nextOf(event) {
  return event.next ?? [];
}

/**
 * @param {Answer} answer
 * @param {{ type: string, cited?: number[] }} event
 * @returns {number[]}
 */
function citedBy({ cited }, event) {
  return [...new Set([...cited, ...(event.cited ?? [])])].sort((one, other) => one - other);
}

/**
 * @param {Exclude<Parameters<typeof reduceAnswer>[1], { type: 'answer' | 'queued' | 'begin' | 'chunk' | 'lost' | 'silent' }>} event
 * @param {number} now
 * @returns {Ending}
 */
function endingOf(event, now) {
  switch (event.type) {
    case 'done':
      return {
        kind: event.ending,
        reason: event.reason ?? undefined,
        finishReason: event.finishReason ?? undefined,
        ...(event.answered === false && { unanswered: true }),
      };
    case 'error':
      return { kind: 'failed', code: event.code, retryAt: later(now, event.retryAfterSeconds) };
    case 'refused':
      return { kind: 'failed', code: event.problem.code, retryAt: later(now, event.problem.retryAfterSeconds) };
    case 'gone':
      return { kind: 'cut_off', reason: 'gone' };
    case 'interrupted':
      return { kind: 'failed', code: 'interrupted' };
    case 'fault':
      return { kind: 'failed', code: 'page_fault' };
    case 'stopped':
      return { kind: 'stopped' };
  }
}

/**
 * @param {number} now
 * @param {number | null | undefined} seconds
 */
function later(now, seconds) {
  return seconds ? now + seconds * 1000 : undefined;
}

/**
 * The words of the wire between the page and the server.
 *
 * @typedef {{ role: 'user' | 'assistant', content: string }} Turn
 * @typedef {{ title: string, url?: string | null, excerpt?: string | null }} Source
 * @typedef {'model' | 'fallback' | 'faq' | 'extract'} Author
 *
 * @typedef {object} Question the body of `POST /chat`
 * @property {string} message
 * @property {Turn[]} history
 * @property {string} [page] the address it was asked on
 * @property {boolean} [fresh] past everything already answered
 * @property {string} [continues] the end of its answer so far, which broke off and is to go on
 *
 * @typedef {{ type: 'answer', id: string, cached?: boolean, ageSeconds?: number }} AnswerEvent
 * @typedef {{ type: 'queued', position: number, etaSeconds?: number | null }} QueuedEvent
 * @typedef {{ type: 'begin', position: number, by: Author, because?: string | null, sources?: Source[], images?: string[] }} BeginEvent
 * @typedef {{ type: 'chunk', position: number, text: string }} ChunkEvent
 * @typedef {object} DoneEvent
 * @property {'done'} type
 * @property {'finished' | 'stopped' | 'cut_off'} ending
 * @property {string | null} [finishReason]
 * @property {string | null} [reason]
 * @property {number[]} [cited]
 * @property {boolean} [answered] false where the answer is that the site does not tell
 * @property {string[]} [next] what may be asked next
 * @typedef {{ type: 'error', error: string, code: string, retryAfterSeconds?: number | null }} ErrorEvent
 *
 * @typedef {object} MessageToOwner the body of `POST /messages`
 * @property {string} message
 * @property {string} [replyTo] an e-mail address
 * @property {Turn[]} [conversation]
 * @property {string} [website] what a program fills in
 *
 * @typedef {AnswerEvent | QueuedEvent | BeginEvent | ChunkEvent | DoneEvent | ErrorEvent} ChatEvent
 *
 * @typedef {object} Problem a refusal before the stream, RFC 9457
 * @property {number} status
 * @property {string} code
 * @property {string} [detail]
 * @property {number} [retryAfterSeconds]
 *
 * @typedef {object} Config what `GET /config` returns
 * @property {string} name
 * @property {string} [description] what the bot is for, in one line
 * @property {string} greeting
 * @property {Record<string, string>} [greetings] in other languages, by their codes
 * @property {string[]} questions
 * @property {boolean} [model] whether one is configured
 * @property {{ maxCharacters: number } | null} [messages] to the owner, where they are taken
 * @property {{ ownerReads: boolean, keptDays: number }} [privacy] whether the owner can read what was not answered, and for how many days it is on the disk
 * @property {{ message: number, historyTurns: number, historyCharacters: number }} limits
 * @property {number} heartbeatSeconds
 */

const LOGGED = new Set(['begin', 'chunk']);
const KNOWN = new Set([...LOGGED, 'answer', 'queued', 'done', 'error']);

/**
 * @param {import('./event-stream-parser.js').StreamEvent} event
 * @returns {ChatEvent | null} null for an event that a later server may add
 */
export function toChatEvent(event) {
  if (!KNOWN.has(event.type)) return null;
  const position = LOGGED.has(event.type) ? { position: Number(event.lastEventId) } : {};
  return { ...JSON.parse(event.data), ...position, type: event.type };
}

/**
 * @param {Response} response whose status is not a success
 * @returns {Promise<Problem>}
 */
export async function toProblem(response) {
  const json = response.headers.get('Content-Type')?.includes('json');
  const body = json ? await response.json().catch(() => ({})) : {};
  const retryAfter = Number(body.retryAfterSeconds ?? response.headers.get('Retry-After'));
  return {
    status: response.status,
    code: typeof body.code === 'string' ? body.code : 'unreachable',
    detail: body.detail,
    retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined,
  };
}

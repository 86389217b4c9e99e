import { randomId } from '../conversation/random-id.js';
import { tabStorage } from '../storage.js';

const NAME = 'porchlight.message';

/**
 * A message that is not sent yet.
 *
 * @typedef {object} Draft
 * @property {string} key by which the server knows it again
 * @property {string} message
 * @property {string} replyTo
 * @property {boolean} conversation whether it is sent with it
 */

/** @returns {Draft} what this tab kept, or an empty one */
export function keptDraft() {
  const empty = { key: randomId(), message: '', replyTo: '', conversation: false };
  try {
    return { ...empty, ...JSON.parse(tabStorage.get(NAME) ?? '{}') };
  } catch {
    return empty; // not ours
  }
}

/** @param {Draft | null} draft null forgets */
export function keepDraft(draft) {
  tabStorage.set(NAME, draft && JSON.stringify(draft));
}

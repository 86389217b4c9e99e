import { byId, element } from '../dom.js';
import { ago, byFrequency, number, plural, seconds, stateName, upstreamName } from '../words.js';

/**
 * @typedef {{ name: string, model: string, host: string, state: string, waitSeconds: number | null, callsInFlight: number, calls: number,
 *   failures: Record<string, number>, lastFailure: { cause: string, at: string } | null }} Upstream
 */

/** How each model is, with the last cause of a failure. */
export class Upstreams {
  #list = byId('upstream-list', HTMLElement);
  #empty = byId('upstreams-empty', HTMLElement);
  #mark = byId('upstreams-mark', HTMLElement);
  #shown = '';

  /**
   * @param {Upstream[]} upstreams
   * @param {number} now milliseconds
   */
  update(upstreams, now) {
    this.#empty.hidden = upstreams.length > 0;
    this.#mark.hidden = upstreams.every(({ state }) => state === 'closed');
    const rows = upstreams.map((upstream) => row(upstream, now));
    const shown = rows.map((each) => each.outerHTML).join('');
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list.replaceChildren(...rows);
  }
}

/**
 * @param {Upstream} upstream
 * @param {number} now
 */
function row(upstream, now) {
  const { name, model, host, state, waitSeconds, callsInFlight, calls, failures, lastFailure } = upstream;
  const wait = waitSeconds === null ? '' : `, ${seconds(waitSeconds)} to go`;
  const failed = Object.values(failures).reduce((all, count) => all + count, 0);
  const counts = `${plural(calls, 'call')} since the start, ${number(failed)} failed${callsInFlight > 0 ? `, ${number(callsInFlight)} running` : ''}`;
  const made = element(
    'li',
    { class: 'entry' },
    element(
      'div',
      { class: 'line' },
      element('p', { class: 'words' }, element('span', { class: 'label' }, upstreamName(name)), ' ', model),
      element('span', { class: `state ${state === 'closed' ? 'good' : 'bad'}` }, stateName(state) + wait),
    ),
    element('p', { class: 'meta' }, `${host} · ${counts}`),
  );
  if (failed > 0) made.append(element('p', { class: 'meta' }, byFrequency(failures)));
  if (lastFailure) {
    made.append(element('p', { class: 'cause' }, element('b', {}, `Last failure, ${ago(lastFailure.at, now)}: `), lastFailure.cause));
  }
  return made;
}

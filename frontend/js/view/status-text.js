/** @typedef {import('../i18n/strings.js').Strings} Strings */
/** @typedef {import('../conversation/answer-reducer.js').Answer} Answer */

/**
 * An ending in words. Finished is the quiet one: nothing is said where everything went well.
 *
 * @param {import('../conversation/answer-reducer.js').Ending} ending
 * @param {Strings} strings
 */
export function endingText(ending, strings) {
  switch (ending.kind) {
    case 'finished':
      return strings.codedOrNone('finish', ending.finishReason);
    case 'stopped':
      return strings.coded('ending', ending.reason, 'ending.stopped');
    case 'cut_off':
      return strings.coded('ending', ending.reason, 'ending.cut_off');
    case 'failed':
      return strings.coded('failed', ending.code, 'failed.other');
  }
}

/**
 * What goes on before and while an answer is written.
 *
 * @param {Answer} answer
 * @param {Strings} strings
 */
export function progressText({ phase, reconnecting, queue, silent }, strings) {
  if (phase === 'ended') return '';
  if (reconnecting) return strings.text(navigator.onLine ? 'progress.reconnecting' : 'progress.offline');
  if (queue) return queueWords(queue, strings);
  if (silent) return strings.text('progress.silent');
  return strings.text(phase === 'writing' ? 'progress.writing' : 'progress.submitted');
}

/**
 * @param {{ position: number, etaSeconds?: number | null }} queue
 * @param {Strings} strings
 */
function queueWords({ position, etaSeconds }, strings) {
  const place = strings.number(position);
  if (!etaSeconds) return strings.text('progress.queued', { position: place });
  return strings.text('progress.queuedEta', { position: place, time: strings.duration(etaSeconds) });
}

/**
 * Who wrote an answer, where it was not simply the model.
 *
 * @param {Answer} answer
 * @param {Strings} strings
 */
export function authorText({ by, because, ageSeconds }, strings) {
  if (by === 'model') return ageSeconds === null ? '' : strings.text('by.cached', { ago: strings.ago(ageSeconds) });
  if (!by) return '';
  const author = strings.coded('by', by, 'by.fallback');
  return because ? `${author}: ${strings.coded('because', because, 'because.other')}` : author;
}

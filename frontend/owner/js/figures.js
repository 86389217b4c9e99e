/**
 * What the server says of one day; what it left out did not happen.
 *
 * @typedef {{
 *   day: string,
 *   questions?: number,
 *   by?: Record<string, number>,
 *   endings?: Record<string, number>,
 *   refused?: Record<string, number>,
 *   waits?: { questions?: number, seconds?: number },
 *   thumbs?: { up?: number, down?: number },
 *   tokensRead?: number,
 *   cachedTokens?: number,
 *   tokensWritten?: number,
 *   costUsd?: number | null,
 * }} GivenDay
 */

/**
 * One day, or several added up. `waits`, `thumbs` and `refused` are null where the server does not count them, `costUsd` where
 * no prices are set.
 *
 * @typedef {{
 *   day: string,
 *   questions: number,
 *   by: Record<string, number>,
 *   endings: Record<string, number>,
 *   refused: Record<string, number> | null,
 *   waits: { questions: number, seconds: number } | null,
 *   thumbs: { up: number, down: number } | null,
 *   tokensRead: number,
 *   cachedTokens: number,
 *   tokensWritten: number,
 *   costUsd: number | null,
 * }} Figures
 */

/** Who may have answered, as the server names them, in the order in which they are drawn. */
export const ANSWERERS = /** @type {const} */ (['model', 'fallback', 'cache', 'joined', 'faq', 'extract']);

const DAY_MILLIS = 86_400_000;

/**
 * The last days, oldest first, those without a question too.
 *
 * @param {readonly GivenDay[]} given
 * @param {string} today in UTC, such as 2026-05-31
 * @param {number} count
 * @returns {Figures[]}
 */
export function lastDays(given, today, count) {
  const byDay = new Map(given.map((day) => [day.day, day]));
  const shape = given[0];
  return Array.from({ length: count }, (_, at) => {
    const day = dayBefore(today, count - 1 - at);
    return figuresOf(byDay.get(day) ?? emptyLike(shape, day));
  });
}

/**
 * @param {readonly Figures[]} days at least one
 * @returns {Figures} all of them added up, under the last one's name
 */
export function total(days) {
  const last = days[days.length - 1];
  return {
    day: last.day,
    questions: sum(days, (day) => day.questions),
    by: addUp(days.map((day) => day.by)),
    endings: addUp(days.map((day) => day.endings)),
    refused: last.refused && addUp(days.map((day) => day.refused ?? {})),
    waits: last.waits && {
      questions: sum(days, (day) => day.waits?.questions ?? 0),
      seconds: sum(days, (day) => day.waits?.seconds ?? 0),
    },
    thumbs: last.thumbs && { up: sum(days, (day) => day.thumbs?.up ?? 0), down: sum(days, (day) => day.thumbs?.down ?? 0) },
    tokensRead: sum(days, (day) => day.tokensRead),
    cachedTokens: sum(days, (day) => day.cachedTokens),
    tokensWritten: sum(days, (day) => day.tokensWritten),
    costUsd: days.every((day) => day.costUsd === null) ? null : sum(days, (day) => day.costUsd ?? 0),
  };
}

/**
 * How many questions each answered, and at the end those of which no answer began, and those that were turned away.
 *
 * @param {Figures} figures whose questions are all that came, those that were turned away too
 * @returns {number[]} two more than there are answerers
 */
export function shares(figures) {
  const answered = ANSWERERS.map((who) => figures.by[who] ?? 0);
  const rest = Math.max(0, figures.questions - sum(answered, (count) => count));
  const refused = Math.min(rest, sum(Object.values(figures.refused ?? {}), (count) => count));
  return [...answered, rest - refused, refused];
}

/**
 * @param {Record<string, number>} counts
 * @returns {[string, number][]} those that are not 0, the most frequent first
 */
export function byCount(counts) {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([nameA, a], [nameB, b]) => b - a || nameA.localeCompare(nameB));
}

/** @param {Figures} figures */
export function finished(figures) {
  return figures.endings.finished ?? 0;
}

/** @param {Figures} figures */
export function tokens(figures) {
  return figures.tokensRead + figures.tokensWritten;
}

/**
 * @param {string} day such as 2026-05-31
 * @param {number} count
 * @returns {string} the day so many before it
 */
export function dayBefore(day, count) {
  return new Date(Date.parse(`${day}T00:00:00Z`) - count * DAY_MILLIS).toISOString().slice(0, 10);
}

/**
 * @param {GivenDay} given
 * @returns {Figures}
 */
function figuresOf(given) {
  return {
    day: given.day,
    questions: given.questions ?? 0,
    by: given.by ?? {},
    endings: given.endings ?? {},
    refused: given.refused ?? null,
    waits: given.waits ? { questions: given.waits.questions ?? 0, seconds: given.waits.seconds ?? 0 } : null,
    thumbs: given.thumbs ? { up: given.thumbs.up ?? 0, down: given.thumbs.down ?? 0 } : null,
    tokensRead: given.tokensRead ?? 0,
    cachedTokens: given.cachedTokens ?? 0,
    tokensWritten: given.tokensWritten ?? 0,
    costUsd: given.costUsd ?? null,
  };
}

/**
 * A day without a question, with the zeros of what is counted and without what is not.
 *
 * @param {GivenDay | undefined} shape another day
 * @param {string} day
 * @returns {GivenDay}
 */
function emptyLike(shape, day) {
  return {
    day,
    ...(shape?.refused && { refused: {} }),
    ...(shape?.waits && { waits: { questions: 0, seconds: 0 } }),
    ...(shape?.thumbs && { thumbs: { up: 0, down: 0 } }),
    costUsd: typeof shape?.costUsd === 'number' ? 0 : null,
  };
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {(item: Item) => number} of
 */
function sum(items, of) {
  return items.reduce((all, item) => all + of(item), 0);
}

/** @param {readonly Record<string, number>[]} counts */
function addUp(counts) {
  /** @type {Record<string, number>} */
  const all = {};
  for (const each of counts) {
    for (const [name, count] of Object.entries(each)) all[name] = (all[name] ?? 0) + count;
  }
  return all;
}

const NUMBER = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const LONG_DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Who answered, for a legend; the last two are for questions of which no answer began. */
export const WHO = ['Model', 'Fallback', 'Answered before', 'Joined another', 'Your FAQ', 'Quoted', 'No answer began', 'Turned away'];

/** @type {Record<string, string>} */
const NAMES = {
  primary: 'Model',
  fallback: 'Fallback',
  embedding: 'Embeddings',
  total: 'All models together',
};

/** @type {Record<string, string>} */
const REASONS = {
  nothing_found: 'no page tells it',
  not_told: 'the model found no answer in your pages',
  not_helpful: 'the answer got a thumb down',
};

/** @type {Record<string, string>} */
const STATES = {
  closed: 'Answers',
  cooling_down: 'Asked us to wait',
  slow_start: 'Recovering',
  open: 'Left alone after failures',
  half_open: 'Being tried again',
};

/** @type {Record<string, string>} */
const ENDINGS = {
  finished: 'Finished',
  stopped: 'Stopped by the visitor',
  'stopped (left)': 'The visitor left',
};

/** @param {number} value */
export function number(value) {
  return NUMBER.format(value);
}

/** @param {number} value */
export function compact(value) {
  return value < 10_000 ? NUMBER.format(value) : COMPACT.format(value);
}

/**
 * US dollars, with as many decimals as a small amount needs.
 *
 * @param {number} usd
 */
export function money(usd) {
  const decimals = usd === 0 || usd >= 1 ? 2 : usd >= 0.01 ? 3 : 4;
  return `$${usd.toLocaleString('en', { minimumFractionDigits: Math.min(decimals, 2), maximumFractionDigits: decimals })}`;
}

/**
 * @param {number} part
 * @param {number} whole
 * @returns {string} a rounded percentage that says 0 % and 100 % only where it is so; a dash where there is no whole
 */
export function percent(part, whole) {
  if (whole === 0) return '–';
  const rounded = Math.round((part / whole) * 100);
  const honest = part > 0 && part < whole ? Math.min(99, Math.max(1, rounded)) : rounded;
  return `${honest} %`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function plural(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** @param {number} seconds */
export function seconds(seconds) {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** @param {string} day such as 2026-05-31 */
export function shortDay(day) {
  return SHORT_DAY.format(Date.parse(`${day}T00:00:00Z`));
}

/** @param {string} day such as 2026-05-31 */
export function longDay(day) {
  return LONG_DAY.format(Date.parse(`${day}T00:00:00Z`));
}

/**
 * @param {string} instant in ISO 8601
 * @param {number} now milliseconds
 * @returns {string} such as "3 minutes ago"
 */
export function ago(instant, now) {
  const passed = Math.max(0, (now - Date.parse(instant)) / 1000);
  if (passed < 60) return 'just now';
  if (passed < 3600) return RELATIVE.format(-Math.floor(passed / 60), 'minute');
  if (passed < 86_400) return RELATIVE.format(-Math.floor(passed / 3600), 'hour');
  return RELATIVE.format(-Math.floor(passed / 86_400), 'day');
}

/** @param {string} name of an upstream or a budget */
export function upstreamName(name) {
  return NAMES[name] ?? sentence(name);
}

/** @param {string} state */
export function stateName(state) {
  return STATES[state] ?? sentence(state);
}

/** @param {string} reason why a question counts as not answered */
export function reasonName(reason) {
  return REASONS[reason] ?? reason.replaceAll('_', ' ');
}

/** @param {string} ending with its reason in brackets, such as "cut_off (length)" */
export function endingName(ending) {
  return ENDINGS[ending] ?? sentence(ending).replace(' (', ': ').replace(/\)$/, '');
}

/** @param {string} name in snake case */
export function sentence(name) {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * @param {Record<string, number>} counts by their names in snake case
 * @returns {string} such as "upstream busy (3), upstream timeout (1)"; the most frequent first
 */
export function byFrequency(counts) {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name.replaceAll('_', ' ')} (${number(count)})`)
    .join(', ');
}

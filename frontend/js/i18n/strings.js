import en from './en.js';

/** @typedef {keyof typeof en} Key */
/** @typedef {Record<Key, string>} Words */

/** The languages the page speaks, each by its own name. */
export const LANGUAGES = Object.freeze({
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
  zh: '中文',
  ja: '日本語',
  ar: 'العربية',
});

/** @type {Record<string, () => Promise<{ default: Words }>>} */
const LOADERS = {
  en: async () => ({ default: en }),
  de: () => import('./de.js'),
  fr: () => import('./fr.js'),
  es: () => import('./es.js'),
  pt: () => import('./pt.js'),
  zh: () => import('./zh.js'),
  ja: () => import('./ja.js'),
  ar: () => import('./ar.js'),
};

/** The page's words in one language, with its way to write numbers and times. */
export class Strings {
  #words;

  /**
   * @param {string} language
   * @param {Words} words
   */
  constructor(language, words) {
    this.language = language;
    this.#words = words;
  }

  /**
   * The strings of the first wanted language that the page speaks, or else English.
   *
   * @param {readonly string[]} wanted as `navigator.languages` gives them
   */
  static async load(wanted) {
    const language = wanted.map((tag) => tag.toLowerCase().split('-')[0]).find((base) => base in LOADERS) ?? 'en';
    const words = await LOADERS[language]().catch(() => null);
    return words ? new Strings(language, words.default) : new Strings('en', en);
  }

  get direction() {
    return this.language === 'ar' ? 'rtl' : 'ltr';
  }

  /**
   * @param {Key} key
   * @param {Record<string, string | number>} [values] for the `{names}` in it
   */
  text(key, values = {}) {
    return this.#words[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }

  /**
   * The words of a code that the server gives, or else those of the fallback.
   *
   * @param {string} prefix
   * @param {string | undefined} code
   * @param {Key} fallback
   */
  coded(prefix, code, fallback) {
    const key = /** @type {Key} */ (`${prefix}.${code}`);
    return this.text(key in this.#words ? key : fallback);
  }

  /**
   * The words of a code that mostly needs none.
   *
   * @param {string} prefix
   * @param {string | undefined} code
   */
  codedOrNone(prefix, code) {
    const key = /** @type {Key} */ (`${prefix}.${code}`);
    return key in this.#words ? this.text(key) : '';
  }

  /** @param {number} count */
  number(count) {
    return new Intl.NumberFormat(this.language).format(count);
  }

  /** @param {number} seconds as "12 seconds" or "3 minutes" */
  duration(seconds) {
    const [count, unit] = inUnits(seconds);
    return new Intl.NumberFormat(this.language, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.ceil(count));
  }

  /** @param {number} seconds as "3 minutes ago", and at least a second */
  ago(seconds) {
    const [count, unit] = inUnits(seconds);
    return new Intl.RelativeTimeFormat(this.language, { numeric: 'auto' }).format(-Math.max(1, Math.floor(count)), unit);
  }
}

/**
 * @param {number} seconds
 * @returns {[number, 'second' | 'minute' | 'hour' | 'day']}
 */
function inUnits(seconds) {
  if (seconds < 100) return [seconds, 'second'];
  if (seconds < 6000) return [seconds / 60, 'minute'];
  return seconds < 172_800 ? [seconds / 3600, 'hour'] : [seconds / 86_400, 'day'];
}

/** The one place that names the libraries' versions; they are those of the pom. */
import '../webjars/dompurify/3.4.15/dist/purify.min.js';
export { Lexer, Marked } from '../webjars/marked/17.0.1/lib/marked.esm.js';

/** Its minified form is a plain script, half the size of its module: it leaves its one name behind. */
export const { DOMPurify } = globalThis;

/**
 * Fetches what colours code: 43 kB that only an answer with code needs.
 *
 * @returns {Promise<Highlighter>}
 */
export function loadHighlighter() {
  return handedOver(() => import('../webjars/highlightjs/11.11.1/highlight.min.js'));
}

/**
 * Fetches what reads TeX: 75 kB that only an answer with a formula needs.
 *
 * @returns {Promise<Katex>}
 */
export function loadKatex() {
  return handedOver(() => import('../webjars/katex/0.18.11/dist/katex.min.js'));
}

/** @type {Promise<unknown>} */
let before = Promise.resolve();

/**
 * A plain script hands itself over to a `module`: one at a time.
 *
 * @template Library
 * @param {() => Promise<unknown>} load
 * @returns {Promise<Library>}
 */
function handedOver(load) {
  const library = before.then(async () => {
    const module = { exports: /** @type {Library} */ ({}) };
    Object.assign(globalThis, { module, exports: module.exports });
    await load().finally(() => {
      for (const name of ['module', 'exports']) Reflect.deleteProperty(globalThis, name);
    });
    return module.exports;
  });
  before = library.catch(() => {});
  return library;
}

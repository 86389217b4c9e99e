/** The one place that names the libraries' versions; they are those of the pom. */
import '../webjars/dompurify/3.4.15/dist/purify.min.js';
export { Lexer, Marked } from '../webjars/marked/17.0.1/lib/marked.esm.js';

/** Its minified form is a plain script, half the size of its module: it leaves its one name behind. */
export const { DOMPurify } = globalThis;

/**
 * Fetches what colours code: 43 kB that only an answer with code needs. It is a plain script too, which hands itself over to
 * a `module`.
 *
 * @returns {Promise<Highlighter>}
 */
export async function loadHighlighter() {
  const module = { exports: /** @type {Highlighter} */ ({}) };
  Object.assign(globalThis, { module, exports: module.exports });
  await import('../webjars/highlightjs/11.11.1/highlight.min.js').finally(() => {
    for (const name of ['module', 'exports']) Reflect.deleteProperty(globalThis, name);
  });
  return module.exports;
}

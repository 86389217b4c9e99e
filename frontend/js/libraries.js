/** The one place that names the WebJars' versions; they are those of the pom. */
import '/webjars/dompurify/3.3.3/dist/purify.min.js';
export { Lexer, Marked } from '/webjars/marked/17.0.1/lib/marked.esm.js';

/** Its minified form is a plain script, half the size of its module: it leaves its one name behind. */
export const { DOMPurify } = globalThis;

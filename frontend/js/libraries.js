/** The one place that names the WebJars' versions; they are those of the pom. */
export { Lexer, Marked } from '/webjars/marked/17.0.1/lib/marked.esm.js';
export { default as DOMPurify } from '/webjars/dompurify/3.3.3/dist/purify.es.mjs';

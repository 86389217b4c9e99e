import { DOMPurify } from '../vendor.js';

const SAFE = Object.freeze({
  ALLOWED_TAGS: [
    ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'a'],
    ...['em', 'strong', 'del', 'ins', 's', 'b', 'i', 'u', 'sub', 'sup', 'kbd', 'mark', 'q', 'small', 'details', 'summary'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'start', 'align'],
  ADD_URI_SAFE_ATTR: ['start', 'align'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: /** @type {const} */ (true),
});

const SPANS = Object.freeze({
  ALLOWED_TAGS: ['span'],
  ALLOWED_ATTR: ['class'],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: /** @type {const} */ (true),
});

/**
 * @param {string} html of code, with its parts in spans
 * @returns {DocumentFragment} text, and spans whose classes are the highlighter's
 */
export function highlightedNodes(html) {
  const fragment = DOMPurify.sanitize(html, SPANS);
  for (const span of fragment.querySelectorAll('span')) {
    span.className = [...span.classList].filter((name) => name.startsWith('hljs-')).join(' ');
  }
  return fragment;
}

/**
 * With the spans of code, the only place where HTML becomes nodes.
 *
 * @param {string} html from a model: anything may be in it
 * @returns {DocumentFragment} without scripts, styles, forms, media or frames; its links open in a new tab and name their host
 */
export function sanitizedNodes(html) {
  const fragment = DOMPurify.sanitize(html, SAFE);
  fragment.querySelectorAll('a').forEach(leadAway);
  return fragment;
}

/** The site whose page shows this one in its panel; empty where none does. */
const HOST = parent === window ? '' : (new URLSearchParams(location.search).get('embed') ?? '');

/** @param {HTMLAnchorElement} link away from the chat: within the site that shows it, its tab goes there */
export function leadAway(link) {
  if (!link.hasAttribute('href')) return;
  link.target = HOST && link.origin === HOST ? '_top' : '_blank';
  link.rel = 'noopener nofollow';
  link.title = link.href;
  const shown = link.textContent ?? '';
  if (link.host && !shown.includes(link.host) && link.host !== location.host) link.dataset.host = link.host;
}

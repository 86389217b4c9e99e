/** How far behind the last word the dot stands, in pixels. */
const GAP = 5;

/**
 * Puts the dot of writing behind the last word, wherever that stands: in a list, a table or in code.
 *
 * @param {HTMLElement} dot placed within an element that is positioned
 * @param {HTMLElement} text what is being written
 */
export function placeDot(dot, text) {
  const end = endOf(text);
  const frame = dot.offsetParent?.getBoundingClientRect();
  if (!end || !frame) return;
  const isRightToLeft = getComputedStyle(end.element).direction === 'rtl';
  const wanted = isRightToLeft ? end.rect.left - frame.left - GAP - dot.offsetWidth : end.rect.right - frame.left + GAP;
  const x = Math.max(0, Math.min(wanted, frame.width - dot.offsetWidth));
  const y = end.rect.top - frame.top + (end.rect.height - dot.offsetHeight) / 2;
  dot.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
}

/**
 * @param {HTMLElement} text
 * @returns {{ rect: DOMRect, element: Element } | null} of its last character; null where there is none
 */
function endOf(text) {
  const words = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let last = words.lastChild();
  for (let inner = words.lastChild(); inner; inner = words.lastChild()) last = inner;
  while (last && !isWords(last)) last = words.previousNode();
  if (!(last instanceof Text)) return null;
  const range = document.createRange();
  const length = last.data.trimEnd().length;
  range.setStart(last, length - 1);
  range.setEnd(last, length);
  const rect = [...range.getClientRects()].at(-1);
  return rect && last.parentElement ? { rect, element: last.parentElement } : null;
}

/** @param {Node} node */
function isWords(node) {
  return node.nodeValue?.trim() !== '' && !node.parentElement?.closest('figcaption, annotation');
}

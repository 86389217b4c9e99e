const WIDE = '.code pre, .table-frame';

/**
 * Marks at which of its edges something wide goes on, so that it fades there: `data-fade` is `start`, `end`, `both`, or absent.
 *
 * @param {Element} root
 */
export function markEdges(root) {
  const wide = root.matches(WIDE) ? [root] : root.querySelectorAll(WIDE);
  for (const element of wide) mark(element);
}

/**
 * Keeps the marks while the visitor scrolls and the window changes.
 *
 * @param {AbortSignal} signal ends it
 */
export function keepEdges(signal) {
  document.addEventListener('scroll', ({ target }) => target instanceof Element && target.matches(WIDE) && mark(target), { signal, capture: true, passive: true });
  addEventListener('resize', () => markEdges(document.body), { signal });
}

/** @param {Element} element */
function mark(element) {
  const hidden = element.scrollWidth - element.clientWidth;
  const passed = Math.abs(element.scrollLeft);
  const edges = [passed > 1 && 'start', hidden - passed > 1 && 'end'].filter(Boolean);
  if (edges.length === 0) return element.removeAttribute('data-fade');
  element.setAttribute('data-fade', edges.length > 1 ? 'both' : String(edges[0]));
}

const STILL = matchMedia('(prefers-reduced-motion: reduce)');
const SLIDE_MILLIS = 280;

/**
 * Lets an element slide from where it was to where a change puts it.
 *
 * @param {HTMLElement} element
 * @param {() => void} change
 */
export function slide(element, change) {
  const before = element.getBoundingClientRect().top;
  change();
  const moved = before - element.getBoundingClientRect().top;
  if (STILL.matches || Math.abs(moved) < 2) return;
  element.animate([{ transform: `translateY(${moved}px)` }, { transform: 'none' }], { duration: SLIDE_MILLIS, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' });
}

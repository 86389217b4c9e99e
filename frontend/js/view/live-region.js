const KEPT_PIECES = 12;

/**
 * The page's polite live region for screen readers (ARIA `aria-live`), which receives whole pieces, never each delta. A piece is spoken
 * once and fades from the region when newer ones came.
 */
export class LiveRegion {
  #region;

  /** @param {HTMLElement} region with `aria-live="polite"` */
  constructor(region) {
    this.#region = region;
  }

  /** @param {string} words */
  say(words) {
    if (!words.trim()) return;
    const piece = document.createElement('p');
    piece.textContent = words;
    this.#region.append(piece);
    while (this.#region.childElementCount > KEPT_PIECES) this.#region.firstElementChild?.remove();
  }

  hush() {
    this.#region.replaceChildren();
  }
}

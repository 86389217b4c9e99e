/**
 * Sets how much of the page a keyboard on the screen covers, as the custom property `--keyboard`, where the browser does not make the
 * page smaller by itself.
 */
export class KeyboardInset {
  #life = new AbortController();

  start() {
    const { signal } = this.#life;
    for (const type of ['resize', 'scroll']) visualViewport?.addEventListener(type, () => this.#measure(), { signal });
  }

  stop() {
    this.#life.abort();
  }

  /** A page that is zoomed by two fingers is not covered by a keyboard. */
  #measure() {
    if (!visualViewport || visualViewport.scale > 1.01) return;
    const covered = Math.max(0, Math.round(innerHeight - visualViewport.height - visualViewport.offsetTop));
    document.documentElement.style.setProperty('--keyboard', `${covered}px`);
  }
}

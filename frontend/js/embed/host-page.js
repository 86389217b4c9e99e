import { byId } from '../dom/element.js';
import { follow } from '../view/theme-menu.js';
import { parsed, readable } from './contrast.js';

/** @typedef {{ focus(): void, propose(question: string): void }} Served */

/** Up to here the panel fills the screen. */
const PHONE_PIXELS = 480;

const DARK = matchMedia('(prefers-color-scheme: dark)');

/** @returns {HostPage | null} null where a plain frame shows the page, without a panel of ours */
export function findHostPage() {
  const settings = new URLSearchParams(location.search);
  const origin = settings.get('embed') ?? '';
  return /^https?:\/\//.test(origin) ? new HostPage(origin, settings) : null;
}

/**
 * The page of the site whose panel shows this one. Only the frame's own parent is heard, and only while it is of the origin that
 * it named; which origins may be parents at all is for `frame-ancestors` to say. Messages go to that origin only.
 */
class HostPage {
  #origin;
  #accent;
  /** @type {Served | null} */
  #served = null;

  /** @type {string | undefined} the address the visitor is at, once the host page has sent it */
  address;

  /**
   * @param {string} origin
   * @param {URLSearchParams} settings
   */
  constructor(origin, settings) {
    this.#origin = origin;
    this.#accent = settings.get('accent') ?? '';
    this.greeting = settings.get('greeting') ?? undefined;
    this.#paint();
    DARK.addEventListener('change', () => this.#paint());
    addEventListener('themechange', () => this.#paint());
    addEventListener('message', (event) => this.#hear(event));
    addEventListener('keydown', (event) => this.#pressed(event));
    for (const type of ['focus', 'focusin', 'pointerdown', 'keydown']) addEventListener(type, () => this.#post('where'), true);
    if (settings.get('inline') !== null) return;
    this.#offer('close-panel', 'close');
    if (screen.width > PHONE_PIXELS) this.#offer('resize-panel', 'size');
  }

  /** @param {Served} page to which the host's wishes go from now on */
  serve(page) {
    const isFirst = this.#served === null;
    this.#served = page;
    if (isFirst) this.#post('ready');
  }

  /**
   * @param {string} id of a button that only a panel has
   * @param {'close' | 'size'} what it asks for
   */
  #offer(id, what) {
    const button = byId(id, HTMLButtonElement);
    button.hidden = false;
    button.addEventListener('click', () => this.#post(what));
  }

  /** @param {'ready' | 'close' | 'where' | 'size'} what */
  #post(what) {
    parent.postMessage({ porchlight: what }, this.#origin);
  }

  /** @param {MessageEvent} event */
  #hear({ source, origin, data }) {
    const message = data?.porchlight;
    if (source !== parent || origin !== this.#origin || typeof message !== 'object' || message === null) return;
    const { page, ask, focus, scheme } = message;
    if (typeof scheme === 'string') follow(scheme);
    if (typeof page === 'string') this.address = page;
    if (typeof ask === 'string' && ask.trim()) this.#served?.propose(ask.trim());
    if (focus !== undefined) this.#takeFocus();
  }

  /** A touch screen's keyboard stays away until the visitor wants to write. */
  #takeFocus() {
    if (matchMedia('(pointer: coarse)').matches) byId('close-panel', HTMLButtonElement).focus();
    else this.#served?.focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const isTaken = event.defaultPrevented || event.isComposing || document.querySelector(':popover-open, dialog[open]') !== null;
    if (event.key === 'Escape' && !isTaken) this.#post('close');
  }

  #paint() {
    if (!CSS.supports('color', this.#accent)) return;
    const { style } = document.documentElement;
    for (const name of ['--accent', '--accent-strong', '--on-accent']) style.removeProperty(name);
    const [accent, ground, ink] = [this.#accent, 'var(--ground)', 'var(--ink)'].map(computed);
    if (!accent || !ground || !ink) return;
    const { shade, onShade } = readable(accent, ground, ink);
    style.setProperty('--accent', shade);
    style.setProperty('--accent-strong', shade);
    style.setProperty('--on-accent', onShade);
  }
}

/** @param {string} css */
function computed(css) {
  const probe = document.createElement('i');
  probe.style.color = css;
  document.body.append(probe);
  const colour = parsed(getComputedStyle(probe).color);
  probe.remove();
  return colour;
}

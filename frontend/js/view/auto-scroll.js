import { tabStorage } from '../storage.js';

const NEAR_PIXELS = 48;
/** Between the bar at the top and a question. */
const ABOVE_PIXELS = 12;
const PLACE = 'porchlight.place';

/**
 * Keeps the visitor's place: follows the end while the visitor is there, stays where the visitor scrolled, and offers the way
 * back when something new came below. A reload finds the place again.
 */
export class AutoScroll {
  #page = document.scrollingElement ?? document.documentElement;
  #offer;
  #following = true;
  #lastTop = 0;
  #lastHeight = 0;
  #isPlaced = false;
  /** @type {(() => Element | null) | null} gives what is to be at the top of the view once it is drawn */
  #next = null;
  #life = new AbortController();

  /** @param {HTMLElement} offer shown when there is something new below */
  constructor(offer) {
    this.#offer = offer;
  }

  start() {
    const { signal } = this.#life;
    history.scrollRestoration = 'manual';
    addEventListener('scroll', () => this.#scrolled(), { signal, passive: true });
    addEventListener('resize', () => this.#isPlaced && this.grown(), { signal });
    addEventListener('pagehide', () => this.#remember(), { signal });
    this.#offer.addEventListener('click', () => this.toEnd(), { signal });
  }

  stop() {
    this.#remember();
    this.#life.abort();
  }

  /** The page grew or shrank; at first, it goes where an earlier page of this tab was. */
  grown() {
    if (this.#next) return this.#toTopOf(this.#next());
    if (!this.#isPlaced) return this.#place();
    const height = this.#page.scrollHeight;
    if (this.#following) this.#jumpToEnd();
    else if (height > this.#lastHeight && !this.#isAtEnd()) this.#offer.hidden = false;
    this.#lastHeight = height;
  }

  /** There is nothing to follow: the page shows its start. */
  toStart() {
    tabStorage.set(PLACE, null);
    this.#isPlaced = false;
    this.#following = true;
    this.#offer.hidden = true;
    this.#page.scrollTop = 0;
  }

  toEnd() {
    this.#following = true;
    this.#offer.hidden = true;
    this.#jumpToEnd();
  }

  /**
   * Puts a new question at the top of the view, once it is drawn. Its answer grows below it, and is not followed before the visitor
   * goes to its end.
   *
   * @param {() => Element | null} question
   */
  toNext(question) {
    this.#next = question;
  }

  /** @param {Element | null} question */
  #toTopOf(question) {
    this.#next = null;
    this.#isPlaced = true;
    this.#following = false;
    if (question) this.#page.scrollTop += question.getBoundingClientRect().top - topOfView() - ABOVE_PIXELS;
    this.#lastTop = this.#page.scrollTop;
    this.#lastHeight = this.#page.scrollHeight;
    this.#offer.hidden = this.#isAtEnd();
  }

  #place() {
    const place = tabStorage.get(PLACE);
    this.#isPlaced = true;
    this.#lastHeight = this.#page.scrollHeight;
    if (place === null) return this.#jumpToEnd();
    this.#following = false;
    this.#page.scrollTop = Number(place);
    this.#scrolled();
  }

  #jumpToEnd() {
    this.#page.scrollTop = this.#page.scrollHeight;
    this.#lastTop = this.#page.scrollTop;
  }

  /** Only a visitor scrolls up; a page that shrank moves up too, but stays at its end. */
  #scrolled() {
    const top = this.#page.scrollTop;
    if (top > this.#lastTop + 1 && this.#isAtEnd()) this.#following = true;
    else if (top < this.#lastTop - 1 && !this.#isAtEnd()) this.#following = false;
    if (this.#following || this.#isAtEnd()) this.#offer.hidden = true;
    this.#lastTop = top;
  }

  #isAtEnd() {
    return this.#page.scrollHeight - this.#page.scrollTop - this.#page.clientHeight < NEAR_PIXELS;
  }

  #remember() {
    tabStorage.set(PLACE, this.#following ? null : String(Math.round(this.#page.scrollTop)));
  }
}

/** @returns {number} where the view begins below the bar, unless that scrolls along */
function topOfView() {
  const bar = document.querySelector('.bar');
  return bar && getComputedStyle(bar).position === 'sticky' ? bar.getBoundingClientRect().height : 0;
}

import { element } from '../dom/element.js';

const ID = 'passage-card';

/** Shows the passage behind a number, where it is pointed at or has the focus. */
export class PassageCard {
  #card = element('div', { id: ID, class: 'passage-card', role: 'tooltip', hidden: '' });
  #sourceOf;
  #life = new AbortController();
  /** @type {Element | null} */
  #shownFor = null;

  /** @param {(exchange: string, number: number) => import('../api/protocol.js').Source | undefined} sourceOf */
  constructor(sourceOf) {
    this.#sourceOf = sourceOf;
  }

  start() {
    const { signal } = this.#life;
    (document.querySelector('main') ?? document.body).append(this.#card);
    for (const type of ['pointerover', 'focusin']) document.addEventListener(type, (event) => this.#entered(event.target), { signal });
    for (const type of ['pointerout', 'focusout']) document.addEventListener(type, (event) => this.#left(event), { signal });
    addEventListener('scroll', () => this.#hide(), { signal, passive: true });
    document.addEventListener('keydown', (event) => this.#pressed(event), { signal });
  }

  stop() {
    this.#life.abort();
    this.#hide();
    this.#card.remove();
  }

  /** @param {EventTarget | null} target */
  #entered(target) {
    const citation = target instanceof Element ? target.closest('a.citation') : null;
    if (!citation || citation === this.#shownFor) return;
    const exchange = citation.closest('.exchange')?.id.replace('exchange-', '') ?? '';
    const source = this.#sourceOf(exchange, Number(citation.textContent));
    if (source) this.#show(citation, source);
  }

  /**
   * @param {Element} citation
   * @param {import('../api/protocol.js').Source} source
   */
  #show(citation, { title, excerpt }) {
    this.#hide();
    this.#shownFor = citation;
    this.#card.replaceChildren(element('p', { class: 'source-title', dir: 'auto' }, title));
    if (excerpt) this.#card.append(element('p', { class: 'excerpt', dir: 'auto' }, excerpt));
    this.#card.hidden = false;
    citation.setAttribute('aria-describedby', ID);
    const place = citation.getBoundingClientRect();
    const { width, height } = this.#card.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left + place.width / 2 - width / 2, document.documentElement.clientWidth - width - 8));
    const above = place.top - height - 6;
    this.#card.style.translate = `${Math.round(left)}px ${Math.round(above > 8 ? above : place.bottom + 6)}px`;
  }

  /** @param {Event} event from the pointer or the focus; the pointer may move on into the card */
  #left(event) {
    const { relatedTarget } = /** @type {PointerEvent | FocusEvent} */ (event);
    const stays = relatedTarget instanceof Node && (this.#card.contains(relatedTarget) || this.#shownFor?.contains(relatedTarget));
    if (this.#shownFor && !stays) this.#hide();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== 'Escape' || !this.#shownFor) return;
    event.preventDefault();
    this.#hide();
  }

  #hide() {
    this.#shownFor?.removeAttribute('aria-describedby');
    this.#shownFor = null;
    this.#card.hidden = true;
  }
}

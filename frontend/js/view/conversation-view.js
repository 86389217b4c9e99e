import { element } from '../dom/element.js';

/** @typedef {import('../conversation/conversation-reducer.js').Conversation} Conversation */
/** @typedef {import('./exchange-view.js').ExchangeView} ExchangeView */

/**
 * @typedef {object} ConversationViewOptions
 * @property {HTMLElement} root
 * @property {import('../i18n/strings.js').Strings} strings
 * @property {(exchange: string, words: string) => void} onFrozen the words of each complete block of an answer
 * @property {(conversation: Conversation) => void} onDrawn
 * @property {() => number} maxCharacters of a question
 * @property {() => boolean} hasModel whether a model could be asked
 * @property {() => boolean} takesMessages whether a message can be left for the owner
 * @property {(exchange: string, question: string) => void} onRevise
 */

/** The list of exchanges: draws at most once a frame, and only the exchanges that changed. */
export class ConversationView {
  #options;
  /** @type {Map<string, ExchangeView>} */
  #views = new Map();
  /**
   * The exchanges that could not be drawn, as plain text.
   *
   * @type {Map<string, HTMLElement>}
   */
  #plain = new Map();
  /** @type {Conversation} */
  #conversation = { exchanges: [] };
  /** @type {Conversation} */
  #drawn = { exchanges: [] };
  #apology = element('p', { class: 'ending', 'data-kind': 'failed' });
  #frame = 0;
  #restUntil = 0;
  #stopped = false;
  /** @type {typeof import('./exchange-view.js').ExchangeView | null} */
  #ExchangeView = null;

  /** @param {ConversationViewOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** Fetches what draws an exchange, with its Markdown libraries: a page that nobody asks anything does without. */
  async prepare() {
    if (this.#ExchangeView) return;
    try {
      ({ ExchangeView: this.#ExchangeView } = await import('./exchange-view.js'));
      this.#apology.remove();
    } catch {
      this.#apologise();
    }
    this.refresh();
  }

  /** Where the network is gone before an answer could be drawn, a line stands for it; the next change tries again. */
  #apologise() {
    if (this.#stopped || this.#conversation.exchanges.length === 0) return;
    this.#apology.textContent = this.#options.strings.text(navigator.onLine ? 'failed.unreachable' : 'failed.offline');
    this.#options.root.append(this.#apology);
  }

  /** @param {Conversation} conversation */
  show(conversation) {
    this.#conversation = conversation;
    if (conversation.exchanges.length > 0) void this.prepare();
    this.refresh();
  }

  /** Draws again, because time went on. */
  refresh() {
    if (this.#stopped) return;
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Takes all away; what is still being fetched draws nothing any more. */
  stop() {
    this.#stopped = true;
    cancelAnimationFrame(this.#frame);
    this.#options.root.replaceChildren();
  }

  #draw() {
    this.#frame = 0;
    const started = performance.now();
    if (started < this.#restUntil) return this.refresh();
    const { exchanges } = this.#conversation;
    if (exchanges.length > 0 && !this.#ExchangeView) return;
    this.#removeAllBut(exchanges);
    exchanges.forEach((_, at) => this.#drawExchange(exchanges, at));
    this.#drawn = this.#conversation;
    this.#options.onDrawn(this.#drawn);
    // A frame that took long is followed by a pause, so that the page answers the visitor's hand all the while.
    this.#restUntil = performance.now() + 2 * (performance.now() - started) - 8;
  }

  /** @param {readonly import('../conversation/conversation-reducer.js').Exchange[]} exchanges */
  #removeAllBut(exchanges) {
    const keys = new Set(exchanges.map(({ key }) => key));
    for (const [key, view] of this.#views) {
      if (keys.has(key)) continue;
      view.element.remove();
      this.#views.delete(key);
    }
    for (const [key, element] of this.#plain) {
      if (keys.has(key)) continue;
      element.remove();
      this.#plain.delete(key);
    }
  }

  /**
   * @param {Conversation['exchanges']} exchanges
   * @param {number} at
   */
  #drawExchange(exchanges, at) {
    const newest = at === exchanges.length - 1;
    const wasNewest = at === this.#drawn.exchanges.length - 1;
    if (exchanges[at] === this.#drawn.exchanges[at] && !newest && !wasNewest) return;
    try {
      if (!this.#plain.has(exchanges[at].key)) this.#viewOf(exchanges[at])?.render(exchanges[at], newest, Date.now());
    } catch (fault) {
      reportError(fault);
      this.#degrade(exchanges[at].key);
    }
    this.#drawPlain(exchanges[at]);
  }

  /** @param {string} key of an exchange that a fault keeps from being drawn: its words are shown as they are, and that it is so */
  #degrade(key) {
    const view = this.#views.get(key);
    const place = element('div', { class: 'undrawn' });
    if (view) view.element.append(place);
    else this.#options.root.append(place);
    this.#plain.set(key, place);
  }

  /** @param {import('../conversation/conversation-reducer.js').Exchange} exchange */
  #drawPlain({ key, answer }) {
    this.#plain.get(key)?.replaceChildren(
      element('p', { class: 'ending', 'data-kind': 'failed' }, this.#options.strings.text('failed.page_fault')),
      element('pre', {}, answer.text),
    );
  }

  /** @param {import('../conversation/conversation-reducer.js').Exchange} exchange */
  #viewOf(exchange) {
    const present = this.#views.get(exchange.key);
    if (present || !this.#ExchangeView) return present;
    const { onFrozen, root } = this.#options;
    const view = new this.#ExchangeView(exchange, { ...this.#options, onFrozen: (words) => onFrozen(exchange.key, words) });
    this.#views.set(exchange.key, view);
    root.append(view.element);
    return view;
  }
}

/**
 * What stands there before the first question; a picture of the owner's stays.
 *
 * @param {HTMLElement} root
 * @param {{ greeting: string, description?: string, questions: readonly string[] }} config
 * @param {import('../i18n/strings.js').Strings} strings
 */
export function drawWelcome(root, { greeting, description, questions }, strings) {
  const picture = root.querySelector('.portrait') ?? '';
  const about = description ? element('p', { class: 'about', dir: 'auto' }, description) : '';
  const buttons = questions.map((question) =>
    element('li', {}, element('button', { type: 'button', class: 'suggestion', 'data-action': 'suggest', dir: 'auto' }, question)),
  );
  const list = element('ul', { class: 'suggestions', 'aria-label': strings.text('page.suggestions') }, ...buttons);
  const words = element('p', { class: 'greeting', dir: 'auto' }, greeting || strings.text('page.greeting'));
  root.replaceChildren(...[picture, words, about, list].filter((part) => part !== ''));
}

import { askableAt, openExchange } from './conversation/conversation.js';
import { actionsOf, copiesOf } from './deeds.js';
import { Announcer } from './view/announcer.js';
import { Composer } from './view/composer.js';
import { ConversationView, drawWelcome } from './view/conversation-view.js';
import { byId } from './view/element.js';
import { Gestures } from './view/gestures.js';
import { KeyboardInset } from './view/keyboard-inset.js';
import { Narrator } from './view/narrator.js';
import { ScrollKeeper } from './view/scroll-keeper.js';
import { longestSilenceMillis } from './wire/watchdog.js';

/** @typedef {import('./wire/wire.js').Config} Config */
/** @typedef {import('./conversation/conversation.js').Conversation} Conversation */

/** @type {Config} used until the server told its own, or where it can't */
const PLAIN_CONFIG = {
  name: 'Porchlight',
  greeting: '',
  questions: [],
  limits: { message: 4000, historyTurns: 20, historyCharacters: 24_000 },
  heartbeatSeconds: 5,
};
const SAVE_MILLIS = 1000;

/** The page: joins the conversation with its view, the composer, the voice, the scroll keeper and the store. */
export class Page {
  #strings;
  #store;
  #config = PLAIN_CONFIG;
  #chat;
  #hostAddress;
  #view;
  #composer;
  #narrator;
  #gestures;
  #keyboard = new KeyboardInset();
  #scroll = new ScrollKeeper(byId('new-below', HTMLButtonElement));
  #welcome = byId('welcome', HTMLElement);
  #life = new AbortController();
  #saveTimer = 0;
  #tickTimer = 0;

  /**
   * @param {import('./conversation/chat.js').Chat} chat goes on when another page takes this one's place
   * @param {import('./conversation/store.js').ConversationStore} store
   * @param {import('./strings/strings.js').Strings} strings
   * @param {() => string | undefined} hostAddress of the page that shows this one in its panel
   */
  constructor(chat, store, strings, hostAddress) {
    const announcer = new Announcer(byId('announcer', HTMLElement));
    this.#strings = strings;
    this.#store = store;
    this.#chat = chat;
    this.#hostAddress = hostAddress;
    this.#narrator = new Narrator(announcer, strings);
    this.#view = new ConversationView({
      root: byId('exchanges', HTMLElement),
      strings,
      onFrozen: (exchange, words) => this.#narrator.block(exchange, words),
      onDrawn: (conversation) => this.#drawn(conversation),
      maxCharacters: () => this.#config.limits.message,
      onRevise: (exchange, question) => this.#revise(exchange, question),
    });
    this.#composer = new Composer({
      form: byId('composer', HTMLFormElement),
      strings,
      onAsk: (question) => this.#ask(question),
      onStop: () => this.#chat.stop(),
    });
    const doing = {
      chat: this.#chat,
      strings,
      ask: (/** @type {string} */ question) => this.#ask(question),
      focus: () => this.#composer.focus(),
      siteName: () => this.#config.name,
    };
    this.#gestures = new Gestures({ strings, announcer, actions: actionsOf(doing), copies: copiesOf(doing) });
  }

  start() {
    const { signal } = this.#life;
    addEventListener('pagehide', () => this.#save(), { signal });
    for (const type of ['focusin', 'pointerdown']) document.addEventListener(type, () => void this.#view.prepare(), { signal, once: true });
    for (const type of ['online', 'offline']) addEventListener(type, () => this.#view.show(this.#chat.conversation), { signal });
    this.#composer.start();
    this.#gestures.start();
    this.#scroll.start();
    this.#keyboard.start();
    byId('not-remembered', HTMLElement).hidden = this.#store.remembers;
    this.#chat.serve({
      limits: () => this.#config.limits,
      page: () => this.#hostAddress() ?? addressOfPage(),
      silenceMillis: () => longestSilenceMillis(this.#config.heartbeatSeconds),
      onChange: (conversation) => this.#changed(conversation),
    });
  }

  stop() {
    this.#save();
    clearTimeout(this.#tickTimer);
    this.#life.abort();
    this.#keyboard.stop();
    this.#scroll.stop();
    this.#gestures.stop();
    this.#composer.stop();
    this.#view.stop();
  }

  /**
   * @param {Config | null} config what the server told, or null where it did not
   * @param {string} [greeting] in place of the server's
   */
  configure(config, greeting) {
    this.#config = { ...(config ?? PLAIN_CONFIG), ...(greeting && { greeting }) };
    document.title = this.#config.name;
    byId('site-name', HTMLElement).textContent = this.#config.name;
    this.#composer.limit(this.#config.limits.message);
    drawWelcome(this.#welcome, this.#config, this.#strings);
  }

  focus() {
    this.#composer.focus();
  }

  /**
   * Asks for another, or leaves it in the composer where nothing can be asked just now.
   *
   * @param {string} question
   */
  propose(question) {
    if (this.#chat.isAskable && question.length <= this.#config.limits.message) this.#ask(question);
    else this.#composer.write(question);
  }

  /** @param {string} question */
  #ask(question) {
    this.#chat.ask(question);
    this.#scroll.toEnd();
  }

  /**
   * @param {string} exchange
   * @param {string} question
   */
  #revise(exchange, question) {
    if (!this.#chat.askAgain(exchange, question)) return;
    this.#scroll.toEnd();
    this.#composer.focus();
  }

  /** @param {Conversation} conversation */
  #changed(conversation) {
    this.#narrator.changed(conversation);
    this.#view.show(conversation);
    this.#showComposer();
    this.#saveTimer ||= setTimeout(() => this.#save(), SAVE_MILLIS);
  }

  /** @param {Conversation} conversation */
  #drawn(conversation) {
    const isEmpty = conversation.exchanges.length === 0;
    const wasEmpty = !this.#welcome.hidden;
    this.#welcome.hidden = !isEmpty;
    byId('new-conversation', HTMLButtonElement).hidden = isEmpty;
    this.#narrator.drawn(conversation);
    if (!isEmpty) this.#scroll.grown();
    else if (!wasEmpty) this.#scroll.toStart();
  }

  /** Counts down by itself for as long as the server asked to wait. */
  #showComposer() {
    clearTimeout(this.#tickTimer);
    const { conversation } = this.#chat;
    const waitSeconds = Math.ceil((askableAt(conversation) - Date.now()) / 1000);
    this.#composer.show({ busy: Boolean(openExchange(conversation)), waitSeconds });
    this.#view.refresh();
    if (waitSeconds > 0) this.#tickTimer = setTimeout(() => this.#showComposer(), 1000);
  }

  #save() {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = 0;
    this.#store.save(this.#chat.conversation);
  }
}

/** The page of the site that frames this one, where the browser tells more of it than its origin; else this one. */
function addressOfPage() {
  const framing = window.top !== window && document.referrer ? new URL(document.referrer) : null;
  const { origin, pathname } = framing && framing.pathname !== '/' ? framing : location;
  return origin + pathname;
}

import { askableAt, openExchange } from './conversation/conversation-reducer.js';
import { turnsOf } from './conversation/message-turns.js';
import { actionsOf, copiesOf } from './actions.js';
import { LiveRegion } from './view/live-region.js';
import { Composer } from './view/composer.js';
import { ConversationView, drawWelcome } from './view/conversation-view.js';
import { MessageForm } from './view/message-form.js';
import { PrivacyNote } from './view/privacy-note.js';
import { byId } from './dom/element.js';
import { ClickDelegate } from './view/click-delegate.js';
import { copyMathsAsTex } from './dom/copied-maths.js';
import { slide } from './dom/slide.js';
import { KeyboardInset } from './dom/keyboard-inset.js';
import { keepEdges } from './view/edge-fades.js';
import { PageKeys } from './view/page-keys.js';
import { PassageCard } from './view/passage-card.js';
import { offerThemes } from './view/theme-menu.js';
import { UndoOffer } from './view/undo-offer.js';
import { AnswerNarration } from './view/answer-narration.js';
import { AutoScroll } from './view/auto-scroll.js';
import { longestSilenceMillis } from './api/idle-timeout.js';

/** @typedef {import('./api/protocol.js').Config} Config */
/** @typedef {import('./conversation/conversation-reducer.js').Conversation} Conversation */

/** @type {Config} used until the server has sent its own, or where it can't */
const PLAIN_CONFIG = {
  name: 'Porchlight',
  greeting: '',
  questions: [],
  limits: { message: 4000, historyTurns: 20, historyCharacters: 24_000 },
  heartbeatSeconds: 5,
};
const SAVE_MILLIS = 1000;

/** The page: joins the conversation with its view, the composer, the voice, the scroll keeper and the store. */
export class App {
  #strings;
  #store;
  #config = PLAIN_CONFIG;
  #chat;
  #hostAddress;
  #view;
  #composer;
  #narration;
  #gestures;
  #keyboard = new KeyboardInset();
  #keys = new PageKeys({ stop: () => this.#stopped(), write: () => this.#composer.focus() });
  #card = new PassageCard((exchange, number) => this.#sourceOf(exchange, number));
  #undo = new UndoOffer(byId('undo', HTMLElement));
  #exchanges = byId('exchanges', HTMLElement);
  #dock = byId('dock', HTMLElement);
  #scroll = new AutoScroll(byId('new-below', HTMLButtonElement));
  #welcome = byId('welcome', HTMLElement);
  /** @type {MessageForm | null} */
  #messageForm = null;
  /** @type {PrivacyNote | null} */
  #privacyNote = null;
  #life = new AbortController();
  #isDrawn = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #saveTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #tickTimer;

  /**
   * @param {import('./conversation/chat-controller.js').ChatController} chat goes on when another page takes this one's place
   * @param {import('./conversation/store.js').ConversationStore} store
   * @param {import('./i18n/strings.js').Strings} strings
   * @param {() => string | undefined} hostAddress of the page that shows this one in its panel
   */
  constructor(chat, store, strings, hostAddress) {
    const announcer = new LiveRegion(byId('announcer', HTMLElement));
    this.#strings = strings;
    this.#store = store;
    this.#chat = chat;
    this.#hostAddress = hostAddress;
    this.#narration = new AnswerNarration(announcer, strings);
    this.#view = new ConversationView({
      root: this.#exchanges,
      strings,
      onFrozen: (exchange, words) => this.#narration.block(exchange, words),
      onDrawn: (conversation) => this.#drawn(conversation),
      maxCharacters: () => this.#config.limits.message,
      hasModel: () => this.#config.model === true,
      takesMessages: () => Boolean(this.#config.messages),
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
      leaveMessage: (/** @type {string} */ question) => this.#leaveMessage(question),
      showPrivacy: () => this.#showPrivacy(),
      siteName: () => this.#config.name,
      offerUndo: (/** @type {() => void} */ undo) => this.#undo.offer(undo),
    };
    this.#gestures = new ClickDelegate({ strings, announcer, actions: actionsOf(doing), copies: copiesOf(doing) });
  }

  start() {
    const { signal } = this.#life;
    addEventListener('pagehide', () => this.#save(), { signal });
    for (const type of ['focusin', 'pointerdown']) document.addEventListener(type, () => void this.#view.prepare(), { signal, once: true });
    for (const type of ['online', 'offline']) addEventListener(type, () => this.#view.show(this.#chat.conversation), { signal });
    copyMathsAsTex(signal);
    keepEdges(signal);
    offerThemes(byId('theme', HTMLSelectElement), this.#strings, signal);
    this.#composer.start();
    this.#gestures.start();
    this.#scroll.start();
    this.#keyboard.start();
    this.#card.start();
    this.#keys.start();
    this.#undo.start();
    // An image that came makes the page grow.
    document.addEventListener('load', () => this.#scroll.grown(), { signal, capture: true });
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
    this.#undo.stop();
    this.#card.stop();
    this.#keys.stop();
    this.#keyboard.stop();
    this.#scroll.stop();
    this.#gestures.stop();
    this.#composer.stop();
    this.#messageForm?.stop();
    this.#privacyNote?.stop();
    this.#view.stop();
  }

  /**
   * @param {Config | null} config what the server sent, or null where it sent none
   * @param {string} [greeting] in place of the server's
   */
  configure(config, greeting) {
    const own = greeting ?? config?.greetings?.[this.#strings.language];
    this.#config = { ...(config ?? PLAIN_CONFIG), ...(own && { greeting: own }) };
    document.title = this.#config.name;
    byId('site-name', HTMLElement).textContent = this.#config.name;
    this.#composer.limit(this.#config.limits.message);
    byId('leave-message', HTMLButtonElement).hidden = !this.#config.messages;
    this.#view.refresh();
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

  #showPrivacy() {
    this.#privacyNote ??= new PrivacyNote({
      strings: this.#strings,
      model: this.#config.model === true,
      privacy: this.#config.privacy ?? { ownerReads: false, keptDays: 0 },
    });
    this.#privacyNote.open();
  }

  /** @param {string} question to begin the message with */
  #leaveMessage(question) {
    this.#messageForm ??= new MessageForm({
      strings: this.#strings,
      maxCharacters: this.#config.messages?.maxCharacters ?? 0,
      conversation: () => turnsOf(this.#chat.conversation.exchanges, this.#config.limits),
    });
    this.#messageForm.open(question);
  }

  /** @param {string} question */
  #ask(question) {
    this.#chat.ask(question);
    this.#toNewest();
  }

  /** The question that was just asked goes to the top of the view. */
  #toNewest() {
    this.#undo.withdraw();
    this.#scroll.toNext(() => this.#exchanges.lastElementChild);
  }

  /** @returns {boolean} whether an answer was being written */
  #stopped() {
    const isOpen = openExchange(this.#chat.conversation) !== undefined;
    this.#chat.stop();
    return isOpen;
  }

  /**
   * @param {string} exchange
   * @param {number} number
   */
  #sourceOf(exchange, number) {
    return this.#chat.conversation.exchanges.find(({ key }) => key === exchange)?.answer.sources[number - 1];
  }

  /**
   * @param {string} exchange
   * @param {string} question
   */
  #revise(exchange, question) {
    if (!this.#chat.askAgain(exchange, question)) return;
    this.#toNewest();
    this.#composer.focus();
  }

  /** @param {Conversation} conversation */
  #changed(conversation) {
    this.#narration.changed(conversation);
    this.#view.show(conversation);
    this.#showComposer();
    // What is over is kept at once: a frame that goes away with the page around it has no time to.
    if (openExchange(conversation)) this.#saveTimer ||= setTimeout(() => this.#save(), SAVE_MILLIS);
    else this.#save();
  }

  /** @param {Conversation} conversation */
  #drawn(conversation) {
    const isEmpty = conversation.exchanges.length === 0;
    const wasEmpty = !this.#welcome.hidden;
    const welcome = () => (this.#welcome.hidden = !isEmpty);
    if (this.#isDrawn && wasEmpty !== isEmpty) slide(this.#dock, welcome);
    else welcome();
    this.#isDrawn = true;
    delete document.documentElement.dataset.kept;
    byId('new-conversation', HTMLButtonElement).hidden = isEmpty;
    this.#narration.drawn(conversation);
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
    this.#saveTimer = undefined;
    this.#store.save(this.#chat.conversation);
  }
}

/** The page of the site that frames this one, where the browser reveals more of it than its origin; else this one. */
function addressOfPage() {
  const framing = window.top !== window && document.referrer ? new URL(document.referrer) : null;
  const { origin, pathname } = framing && framing.pathname !== '/' ? framing : location;
  return origin + pathname;
}

import { ChatController } from './conversation/chat-controller.js';
import { ConversationStore } from './conversation/store.js';
import { App } from './app.js';
import { EarlyActions } from './early-actions.js';
import { findHostPage } from './embed/host-page.js';
import { Strings } from './i18n/strings.js';
import { byId } from './dom/element.js';
import { offerLanguages, wantedLanguages } from './i18n/language-menu.js';
import { translate } from './i18n/translate.js';
import { ChatClient } from './api/chat-client.js';

/** @typedef {import('./api/protocol.js').Config} Config */

const early = new EarlyActions();
const client = new ChatClient();
const chat = new ChatController(client);
const store = new ConversationStore();
const menu = byId('language', HTMLSelectElement);
const config = configInPage() ?? client.config(AbortSignal.timeout(10_000)).catch(() => null);
const host = parent === window ? null : findHostPage();

/** @returns {Config | null} what the server wrote into the page; null where another server sent the page as it is */
function configInPage() {
  const text = document.getElementById('config')?.textContent;
  return text ? JSON.parse(text) : null;
}

/** @param {Strings} strings */
async function show(strings) {
  translate(document, strings);
  menu.value = strings.language;
  const page = new App(chat, store, strings, () => host?.address);
  page.start();
  page.configure(await config, host?.greeting);
  host?.serve(page);
  return page;
}

const [strings, kept] = await Promise.all([Strings.load(wantedLanguages()), store.open()]);
let page = show(strings);
chat.start(kept);
offerLanguages(menu, async (language) => {
  const [chosen, shown] = await Promise.all([Strings.load([language]), page]);
  shown.stop();
  page = show(chosen);
});
menu.value = strings.language;
await page;
early.end();

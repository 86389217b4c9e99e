import { ConversationStore } from './conversation/store.js';
import { Page } from './page.js';
import { Strings } from './strings/strings.js';
import { translate } from './view/translate.js';
import { ChatClient } from './wire/chat-client.js';

const client = new ChatClient();
const store = new ConversationStore();
const configTold = client.config(AbortSignal.timeout(10_000)).catch(() => null);
const [strings, conversation] = await Promise.all([Strings.load(navigator.languages), store.open()]);

translate(document, strings);
const page = new Page(client, store, strings);
page.start(conversation);
const config = await configTold;
if (config) page.configure(config);
else page.welcome();

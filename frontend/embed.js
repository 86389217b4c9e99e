/**
 * The launcher and the panel on a page of any site, in a shadow tree; the panel shows the bot's own page in a frame. One file,
 * which a site loads in one request, and all ASCII, because a classic script is read in the encoding of the site's page.
 */
(() => {
  /** @type {Record<string, [open: string, close: string, notShown: string]>} */
  const WORDS = {
    en: ['Open the chat', 'Close the chat', 'The chat can\u2019t be shown here.'],
    de: ['Chat \u00f6ffnen', 'Chat schlie\u00dfen', 'Der Chat kann hier nicht angezeigt werden.'],
    fr: ['Ouvrir la discussion', 'Fermer la discussion', 'La discussion ne peut pas s\u2019afficher ici.'],
    es: ['Abrir el chat', 'Cerrar el chat', 'El chat no se puede mostrar aqu\u00ed.'],
    pt: ['Abrir o chat', 'Fechar o chat', 'O chat n\u00e3o pode ser mostrado aqui.'],
    zh: ['\u6253\u5f00\u804a\u5929', '\u5173\u95ed\u804a\u5929', '\u65e0\u6cd5\u5728\u6b64\u663e\u793a\u804a\u5929\u3002'],
    ja: ['\u30c1\u30e3\u30c3\u30c8\u3092\u958b\u304f', '\u30c1\u30e3\u30c3\u30c8\u3092\u9589\u3058\u308b', '\u3053\u3053\u3067\u306f\u30c1\u30e3\u30c3\u30c8\u3092\u8868\u793a\u3067\u304d\u307e\u305b\u3093\u3002'],
    ar: ['\u0627\u0641\u062a\u062d \u0627\u0644\u0645\u062d\u0627\u062f\u062b\u0629', '\u0623\u063a\u0644\u0642 \u0627\u0644\u0645\u062d\u0627\u062f\u062b\u0629', '\u0644\u0627 \u064a\u0645\u0643\u0646 \u0639\u0631\u0636 \u0627\u0644\u062f\u0631\u062f\u0634\u0629 \u0647\u0646\u0627.'],
  };
  const PHONE = '(max-width: 480px), (max-height: 420px)';
  const STYLE = `
    :host { all: initial !important; direction: ltr !important }
    :host(.inline) { display: block !important; height: 100% !important }
    * { box-sizing: border-box }
    button {
      display: grid; place-items: center; padding: 0; border: 1px solid transparent; border-radius: 50%;
      color: inherit; cursor: pointer; touch-action: manipulation;
    }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #1d4ed8 }
    svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
    .launcher {
      position: fixed; z-index: 2147483646; bottom: calc(var(--y) + env(safe-area-inset-bottom)); right: var(--x); width: 56px; height: 56px;
      color: #fff; background: #8f4f00; box-shadow: 0 0 0 1px #fff6, 0 4px 16px #0005; transition: transform .15s;
    }
    .launcher:hover { transform: scale(1.06) }
    [hidden] { display: none !important }
    dialog {
      position: fixed; z-index: 2147483647; inset: auto var(--x) calc(68px + var(--y) + env(safe-area-inset-bottom)) auto;
      width: 400px; height: min(680px, 100% - 88px - var(--y)); max-width: none; max-height: none; margin: 0; padding: 0; overflow: hidden;
      color: #24211d; background: #fcfbf9; border: 1px solid #8b837588; border-radius: 16px; box-shadow: 0 8px 40px #0004;
    }
    .left { right: auto; left: var(--x) }
    .large { width: min(720px, 100% - 2 * var(--x)); height: calc(100% - 88px - var(--y)) }
    .inline { position: relative; inset: auto; z-index: auto; width: 100%; height: 100%; min-height: 480px; box-shadow: none }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: normal }
    .spare { position: absolute; top: 6px; right: 6px; width: 44px; height: 44px; background: none }
    p { position: absolute; inset: 0; display: grid; place-content: center; margin: 0; padding: 32px; font: 16px/1.5 system-ui, sans-serif; text-align: center; background: inherit }
    .ready .spare { display: none }
    @media ${PHONE} { dialog:not(.inline) { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0 } }
    .dark { color: #ece7de; background: #1a1815 }
    @media (prefers-reduced-motion: reduce) { * { transition: none !important } }
    @media print { * { display: none !important } }`;
  /** How long the page in the frame may take to say that it is there, once it is loaded. */
  const READY_MILLIS = 4000;
  const SVG = 'http://www.w3.org/2000/svg';

  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const { accent = '', greeting = '', position, language = '', scheme = '', offset = '', inline: home = '', open: openers = '' } = script.dataset;
  const { origin } = new URL(script.src);
  const spoken = [language, ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in WORDS) ?? 'en';
  const [openWords, closeWords, notShown] = WORDS[spoken];

  /**
   * @template {Element} Kind
   * @param {Kind} made
   * @param {Partial<Kind>} properties
   * @param {...Node} children
   */
  const dress = (made, properties, ...children) => {
    Object.assign(made, properties);
    made.append(...children);
    return made;
  };

  /** @param {string} lines */
  const icon = (lines) => {
    const svg = document.createElementNS(SVG, 'svg');
    const path = document.createElementNS(SVG, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    path.setAttribute('d', lines);
    svg.append(path);
    return svg;
  };

  const chatIcon = icon('M4 5.5h16v11h-8.5L7 20v-3.5H4zM8 9.5h8M8 12.5h5');
  const closeIcon = icon('M6 6l12 12M18 6 6 18');
  const frame = dress(document.createElement('iframe'), { title: 'Chat', allow: 'clipboard-write' });
  const spare = dress(document.createElement('button'), { className: 'spare', ariaLabel: closeWords, onclick: () => close() }, closeIcon.cloneNode(true));
  const notice = dress(document.createElement('p'), { textContent: notShown, hidden: true });
  const panel = dress(document.createElement('dialog'), { ariaLabel: 'Chat', lang: spoken }, frame, notice, spare);
  const launcher = dress(document.createElement('button'), { className: 'launcher', lang: spoken, onclick: () => (panel.open ? close() : open()) }, chatIcon);
  const place = document.createElement('porchlight-chat');
  const phone = matchMedia(PHONE);
  /** @type {string[]} what is to be asked once the page in the frame is ready */
  let questions = [];
  let isReady = false;
  let isInline = false;
  let shownScheme = 'light';
  /** @type {HTMLElement} */
  let focusedBefore = launcher;

  /** @param {'open' | 'close' | 'ready'} name */
  const announce = (name) => document.dispatchEvent(new CustomEvent(`porchlight:${name}`));

  /** Whether the panel was open on the page before this one. @param {string} [now] */
  const wasOpen = (now) => {
    try {
      if (now) sessionStorage.porchlight = now;
      return sessionStorage.porchlight === 'open';
    } catch {
      return false;
    }
  };

  /** @param {string} css */
  const rgb = (css) => css.match(/[\d.]+/g)?.map(Number) ?? [];

  /** @param {number[]} colour */
  const isBright = ([red, green, blue]) => 0.299 * red + 0.587 * green + 0.114 * blue > 140;

  /** @param {Record<string, string>} message */
  const tell = (message) => isReady && frame.contentWindow?.postMessage({ porchlight: message }, origin);

  /** As the script says, as the site is painted, or as the visitor's system is. */
  const findScheme = () => {
    const system = matchMedia('(prefers-color-scheme: dark)').matches;
    const styles = [document.body, document.documentElement].map((part) => getComputedStyle(part));
    const ground = styles.map(({ backgroundColor }) => rgb(backgroundColor)).find(([, , , alpha = 1]) => alpha);
    const { colorScheme } = styles[1];
    const painted = ground ? !isBright(ground) : /dark/.test(colorScheme) && (system || !/light/.test(colorScheme));
    const isDark = { dark: true, light: false, host: painted }[scheme] ?? system;
    panel.classList.toggle('dark', isDark);
    shownScheme = isDark ? 'dark' : 'light';
    if (scheme === 'host') tell({ scheme: shownScheme });
  };

  const tellPage = () => tell({ page: location.origin + location.pathname });

  const askAll = () => {
    tellPage();
    questions.splice(0).forEach((ask) => tell({ ask }));
  };

  const hasFocus = () => document.activeElement === place;

  /** To the spare button while the frame is loading, or was never let in: from there Escape is heard. */
  const moveFocusIn = () => {
    (isReady ? frame : spare).focus();
    tell({ focus: '' });
  };

  const show = () => (phone.matches && !isInline ? panel.showModal() : panel.show());

  const drawLauncher = () => {
    launcher.ariaLabel = panel.open ? closeWords : openWords;
    launcher.ariaExpanded = String(panel.open);
    launcher.replaceChildren(panel.open ? closeIcon : chatIcon);
  };

  const load = () => {
    const address = new URL('./', script.src);
    const settings = { embed: location.origin, lang: language, accent, greeting, inline: isInline && '1', scheme: /light|dark|host/.test(scheme) ? shownScheme : '' };
    Object.entries(settings).forEach(([name, value]) => value && address.searchParams.set(name, value));
    frame.onload = () => setTimeout(() => {
      notice.hidden = isReady;
    }, READY_MILLIS);
    frame.src = address.href;
  };

  /** @param {unknown} [again] true: as it was on the page before, and the focus stays where it is */
  const open = (again) => {
    if (!place.isConnected) mount();
    findScheme();
    if (panel.open) return;
    if (!frame.src) load();
    const focused = document.activeElement;
    focusedBefore = focused instanceof HTMLElement && focused !== document.body && focused !== place ? focused : launcher;
    panel.inert = again === true;
    show();
    panel.inert = false;
    drawLauncher();
    if (again !== true) moveFocusIn();
    wasOpen('open');
    announce('open');
  };

  const close = () => {
    if (!panel.open || isInline) return;
    wasOpen('closed');
    const giveFocusBack = hasFocus() || panel.matches(':modal');
    panel.close();
    drawLauncher();
    if (giveFocusBack) (focusedBefore.isConnected ? focusedBefore : launcher).focus();
    announce('close');
  };

  /** @param {string} text */
  const ask = (text) => {
    questions.push(String(text));
    open();
    if (isReady) askAll();
  };

  /** @param {MessageEvent} event */
  const hear = ({ source, origin: from, data }) => {
    if (from !== origin || source !== frame.contentWindow) return;
    if (data.porchlight === 'close') close();
    if (data.porchlight === 'where') tellPage();
    if (data.porchlight === 'size') panel.classList.toggle('large');
    if (data.porchlight !== 'ready') return;
    isReady = true;
    notice.hidden = true;
    panel.classList.add('ready');
    findScheme();
    askAll();
    if (hasFocus()) moveFocusIn();
  };

  const findHome = () => home && document.querySelector(home);

  /** Outside the body, which some sites replace when the visitor goes on to another page. */
  const mount = () => {
    isReady = false;
    (findHome() || document.documentElement).append(place);
    if (isBright(rgb(getComputedStyle(launcher).backgroundColor))) launcher.style.color = '#000';
  };

  /** By the site's own element; a field in it hands its text over. @param {Event} event */
  const openBy = (event) => {
    const opener = event.target instanceof Element && event.target.closest(openers);
    if (!opener) return;
    const inputs = [opener, ...opener.querySelectorAll('input')].filter((part) => part.matches('input:not([type=hidden])'));
    const field = /** @type {HTMLInputElement | undefined} */ (inputs[0]);
    const { type, key, isComposing } = /** @type {KeyboardEvent} */ (event);
    if (type === 'click' ? field : type === 'keydown' && !(event.target === field && key === 'Enter' && !isComposing)) return;
    event.preventDefault();
    if (field?.value.trim()) ask(field.value.trim());
    else open();
  };

  const start = () => {
    if ('Porchlight' in window) return;
    const root = place.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    if (position === 'left') [launcher, panel].forEach((part) => part.classList.add('left'));
    isInline = !!findHome();
    place.className = isInline ? 'inline' : '';
    panel.classList.toggle('inline', isInline);
    launcher.hidden = isInline;
    const [x = 20, y = x] = rgb(offset);
    [launcher, panel].forEach(({ style }) => style.cssText = `--x: ${x}px; --y: ${y}px`);
    launcher.style.backgroundColor = accent;
    launcher.setAttribute('aria-haspopup', 'dialog');
    root.append(launcher, panel);
    drawLauncher();
    mount();
    root.addEventListener('keydown', (event) => /** @type {KeyboardEvent} */ (event).key === 'Escape' && close());
    panel.addEventListener('cancel', (event) => {
      event.preventDefault();
      close();
    });
    phone.addEventListener('change', () => {
      if (!panel.open) return;
      const hadFocus = hasFocus();
      panel.close();
      show();
      if (hadFocus) moveFocusIn();
    });
    addEventListener('message', hear);
    // The Navigation API, where the browser has it.
    const { navigation } = /** @type {{ navigation?: EventTarget }} */ (/** @type {unknown} */ (window));
    navigation?.addEventListener('currententrychange', tellPage);
    Object.assign(window, { Porchlight: Object.freeze({ open, close, ask }) });
    if (scheme === 'host') {
      const painted = new MutationObserver(findScheme);
      [document.documentElement, document.body].forEach((part) => painted.observe(part, { attributes: true }));
      addEventListener('transitionend', ({ target }) => target === document.body && findScheme());
    }
    if (openers) ['click', 'submit', 'keydown'].forEach((type) => document.addEventListener(type, openBy));
    announce('ready');
    if (isInline || (wasOpen() && !phone.matches)) open(true);
  };

  // When the site has nothing else to do.
  const later = () => (window.requestIdleCallback ?? setTimeout)(start);
  if (document.readyState === 'complete') later();
  else addEventListener('load', later);
})();

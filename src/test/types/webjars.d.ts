/** What the page uses of the libraries that come as WebJars. */

declare module '*/marked.esm.js' {
  export interface Token {
    type: string;
    raw: string;
    text: string;
    lang?: string;
    tokens?: Token[];
    items?: Token[];
    loose?: boolean;
    header?: object[];
    rows?: object[][];
    tag?: string;
    href?: string;
    title?: string;
    summary?: Token[];
    tex?: string;
    display?: boolean;
  }
  interface Tokenizer {
    lexer: Lexer;
    rules: { inline: { link: RegExp; tag: RegExp } };
  }
  interface TokenizerMethods {
    emStrong(this: Tokenizer, text: string, masked: string, before: string): Token | false;
    del(this: Tokenizer, text: string): Token | undefined;
    tag(this: Tokenizer, text: string): Token | undefined;
    html(this: Tokenizer, text: string): false | undefined;
    def(this: Tokenizer, text: string): false | undefined;
    table(this: Tokenizer & TokenizerMethods, text: string): Token | false | undefined;
  }
  interface Parser {
    textRenderer: object;
    parse(tokens: Token[]): string;
    parseInline(tokens: Token[], renderer?: object): string;
  }
  export interface Extension {
    name: string;
    level: 'block' | 'inline';
    start?(text: string): number | undefined;
    tokenizer(this: { lexer: Lexer }, text: string, tokens: Token[]): Token | undefined;
    renderer?(this: { parser: Parser }, token: Token): string;
  }
  interface RendererMethods {
    image(this: { parser: Parser }, token: { href: string; text: string; tokens?: Token[] }): string;
    html(token: { text: string }): string;
    checkbox(token: { checked: boolean }): string;
  }
  export interface Options {
    gfm: boolean;
    async: false;
    extensions: Extension[];
    hooks: { emStrongMask(this: { lexer: Lexer }, masked: string): string };
    tokenizer: TokenizerMethods;
    renderer: Partial<RendererMethods>;
  }
  export class Marked {
    constructor(options: Options);
    defaults: object;
    parser(tokens: Token[]): string;
  }
  export class Lexer {
    constructor(options: object);
    tokens: { links: Record<string, { href?: string; title?: string }> };
    tokenizer: Tokenizer;
    inline(text: string, tokens: Token[]): Token[];
    lex(markdown: string): Token[];
    blockTokens(text: string, tokens?: Token[], clipped?: boolean): Token[];
    inlineTokens(text: string, tokens?: Token[]): Token[];
  }
}

declare module '*/purify.min.js';
declare module '*/highlight.min.js';
declare module '*/katex.min.js';

interface Katex {
  __renderToDomTree(tex: string, options: object): { toNode(): Node };
}

interface Highlighter {
  getLanguage(name: string): object | undefined;
  highlight(code: string, options: { language: string; ignoreIllegals: boolean }): { value: string };
}

declare var DOMPurify: {
  sanitize(html: string, options: { RETURN_DOM_FRAGMENT: true } & Record<string, unknown>): DocumentFragment;
};

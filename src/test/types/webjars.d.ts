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
  }
  interface TokenizerMethods {
    emStrong(this: { lexer: Lexer }, text: string, masked: string, before: string): Token | false;
  }
  interface Parser {
    textRenderer: object;
    parseInline(tokens: Token[], renderer: object): string;
  }
  interface RendererMethods {
    image(this: { parser: Parser }, token: { href: string; text: string; tokens?: Token[] }): string;
    html(token: { text: string }): string;
    checkbox(token: { checked: boolean }): string;
  }
  export interface Options {
    gfm: boolean;
    async: false;
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
    tokenizer: { rules: { inline: { link: RegExp } } };
    lex(markdown: string): Token[];
    blockTokens(text: string, tokens?: Token[], clipped?: boolean): Token[];
    inlineTokens(text: string, tokens?: Token[]): Token[];
  }
}

declare module '*/purify.min.js';
declare module '*/highlight.min.js';

interface Highlighter {
  getLanguage(name: string): object | undefined;
  highlight(code: string, options: { language: string; ignoreIllegals: boolean }): { value: string };
}

declare var DOMPurify: {
  sanitize(html: string, options: { RETURN_DOM_FRAGMENT: true } & Record<string, unknown>): DocumentFragment;
};

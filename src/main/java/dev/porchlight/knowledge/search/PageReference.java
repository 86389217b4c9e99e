package dev.porchlight.knowledge.search;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a message points at something that it does not name: "how long did <em>it</em> take?", "what
 * is <em>this page</em> about?".
 *
 * @param rest what the message says beside that
 * @param points whether it points at anything
 * @param atThePage whether that can only be the page it was asked on
 */
record PageReference(String rest, boolean points, boolean atThePage) {

  /** Who says more than that has said what it is about. */
  private static final int MAX_CHARS = 200;

  /** This summer is not what a page is about. */
  private static final Pattern POINTERS =
      words(
          """
          this(?!\\s+(?:year|month|week|weekend|morning|afternoon|evening|summer|winter|time)\\b)
          that these those it its here
          dies dieser diese dieses diesem diesen hier
          ceci cela ça cet cette ici
          esto este estos esta estas eso aquí isto isso esse essa desta deste nesta neste aqui
          هذا هذه هنا
          """,
          "这 這 此 これ この ここ それ その");

  private static final Pattern THE_PAGE =
      words(
          """
          page webpage article post
          seite artikel beitrag
          página artículo artigo
          الصفحة المقال
          """,
          "本页 本頁 本文 页面 頁面 网页 網頁 文章 ページ 記事");

  /** What one asks of a page as a whole. */
  private static final Pattern REQUESTS =
      words(
          """
          give show read short brief(?:ly)? main key points? topic gist overview tl;?dr
          summary summar(?:is|iz)e
          worum gehts? kurz thema inhalt überblick fasse? fass zusammen(?:fassen|fassung)?
          résum(?:e|é|er|ez) sujet parle
          resum(?:e|en|ir|o|a|as) tema é trata fala habla
          ملخص لخص موضوع
          """,
          "讲了 什么 什麼 关于 關於 总结 總結 概括 内容 內容 要約 まとめ について ですか 教えて ください "
              + "是 的 了 吗 个 個 页 頁 说 說 讲 講 は の を が に か 何");

  static PageReference atNothing(String message) {
    return new PageReference(message, false, false);
  }

  static PageReference in(String message) {
    if (message.length() > MAX_CHARS) {
      return atNothing(message);
    }
    boolean atThePage = THE_PAGE.matcher(message).find();
    boolean points = atThePage || POINTERS.matcher(message).find();
    String rest = message;
    for (Pattern words : new Pattern[] {THE_PAGE, POINTERS, REQUESTS}) {
      rest = words.matcher(rest).replaceAll(" ");
    }
    return new PageReference(rest, points, atThePage);
  }

  /**
   * @param spaced words of scripts that part them
   * @param unspaced words of scripts that don't
   */
  private static Pattern words(String spaced, String unspaced) {
    String whole = Stream.of(spaced.strip().split("\\s+")).collect(Collectors.joining("|"));
    String anywhere = unspaced.replace(' ', '|');
    return Pattern.compile(
        "\\b(?:%s)(?:['’]s)?\\b|%s".formatted(whole, anywhere),
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
  }
}

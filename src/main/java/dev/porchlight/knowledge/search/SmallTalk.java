package dev.porchlight.knowledge.search;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a visitor says that is not a question about the site. */
public enum SmallTalk {
  GREETING(
      """
      hi, hi there, hello, hello there, hey, hey there, yo, howdy, greetings,
      good morning, good afternoon, good evening, good day, hi how are you,
      hello how are you, hey how are you, how are you, hallo, guten tag, moin, bonjour,
      salut, hola, ciao, buongiorno, ola, olá, hoi, hej, 你好, こんにちは, 안녕하세요, привет, test
      """),
  THANKS(
      """
      thanks, thank you, thanks a lot, thank you very much, thank you so much,
      many thanks, thx, ty, cheers, great thanks, ok thanks, ok thank you, okay thanks,
      perfect thanks, danke, vielen dank, merci, gracias, grazie, obrigado, obrigada,
      bedankt, tack, 谢谢
      """),
  FAREWELL(
      """
      bye, bye bye, goodbye, good bye, see you, see you later, good night, tschuss,
      tschüss, au revoir, adios, adiós
      """),
  WHO_ARE_YOU(
      """
      who are you, what are you, who is this, what is your name, whats your name,
      are you a bot, are you a robot, are you human, are you an ai, are you real,
      are you a real person, wer bist du, qui es tu, quien eres
      """),
  HELP(
      """
      help, help me, can you help me, what can you do, what do you know, what can i ask,
      what can i ask you, what can you tell me, how can you help me, how can you help,
      what do you do, what should i ask, menu
      """);

  private static final Map<String, SmallTalk> KINDS = kinds();

  private static final Pattern APOSTROPHE = Pattern.compile("['’]");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  private final String phrases;

  SmallTalk(String phrases) {
    this.phrases = phrases;
  }

  /**
   * The kind of small talk that a message is, or null where it is something else.
   *
   * @param botName may be part of what is said
   */
  public static @Nullable SmallTalk in(String message, String botName) {
    String spoken = spoken(message);
    String name = spoken(botName);
    if (!name.isEmpty() && spoken.endsWith(" " + name)) {
      spoken = spoken.substring(0, spoken.length() - name.length()).strip();
    }
    return KINDS.get(spoken);
  }

  private static Map<String, SmallTalk> kinds() {
    Map<String, SmallTalk> kinds = new HashMap<>();
    for (SmallTalk kind : values()) {
      for (String phrase : List.of(kind.phrases.strip().split(",\\s+"))) {
        kinds.put(phrase, kind);
      }
    }
    return kinds;
  }

  private static String spoken(String message) {
    String joined = APOSTROPHE.matcher(message.toLowerCase(Locale.ROOT)).replaceAll("");
    return NO_WORD.matcher(joined).replaceAll(" ").strip();
  }
}

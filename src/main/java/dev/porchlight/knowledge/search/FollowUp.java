package dev.porchlight.knowledge.search;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How a message goes on from what was said before. Stateless. */
final class FollowUp {

  private static final int MAX_OFFER_CHARS = 400;

  /** How one goes on: "and in winter?", "what about children?". */
  private static final Pattern GOING_ON =
      Pattern.compile(
          "^(?:and|but|or|so|then|also|what about|how about|ok(?:ay)?|"
              + "und|aber|oder|auch|et|mais|ou|aussi|y|pero|o|también|e|mas|também|ma|anche|"
              + "en|maar|ook|och|men|også|også)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Set<String> ASSENTS =
      Set.of(
          ("yes,yeah,yep,sure,ok,okay,please,yes please,sure please,go on,go ahead,of course,"
                  + "please do,yes i would,id like that,tell me,ja,ja bitte,ja gerne,gerne,bitte,klar,"
                  + "oui,oui merci,daccord,volontiers,bien sûr,avec plaisir,oui sil te plaît,"
                  + "oui sil vous plaît,sí,si,sí por favor,claro,vale,por favor,sim,sim por favor,"
                  + "claro que sim,sì,certo,volentieri,ja graag,graag,ja tack,ja takk,好,好的,是的,可以,"
                  + "请,はい,お願いします,ええ,نعم,من فضلك,أجل")
              .split(","));

  private static final String OPENING_MARKS = " \t\n¿¡…";
  private static final String AFTER_OFFER = " \t\n*_";
  private static final String QUESTION_MARKS = "?？؟";
  private static final String SENTENCE_ENDS = ".!?。！？؟\n";
  private static final Pattern APOSTROPHE = Pattern.compile("['’]");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  private FollowUp() {}

  /** Whether a message begins as one that goes on. */
  static boolean goesOn(String message) {
    return GOING_ON.matcher(withoutOpeningMarks(message)).find();
  }

  /** Whether a message says no more than yes. */
  static boolean assents(String message) {
    String joined = APOSTROPHE.matcher(message.toLowerCase(Locale.ROOT)).replaceAll("");
    return ASSENTS.contains(NO_WORD.matcher(joined).replaceAll(" ").strip());
  }

  /** The question that an answer closes with; empty where it closes with none. */
  static String offerIn(String answer) {
    String end = answer.substring(Math.max(0, answer.length() - MAX_OFFER_CHARS));
    int last = end.length() - 1;
    while (last >= 0 && AFTER_OFFER.indexOf(end.charAt(last)) >= 0) {
      last--;
    }
    if (last < 0 || QUESTION_MARKS.indexOf(end.charAt(last)) < 0) {
      return "";
    }
    int start = last;
    while (start > 0 && SENTENCE_ENDS.indexOf(end.charAt(start - 1)) < 0) {
      start--;
    }
    return end.substring(start, last + 1).strip();
  }

  private static String withoutOpeningMarks(String message) {
    int start = 0;
    while (start < message.length() && OPENING_MARKS.indexOf(message.charAt(start)) >= 0) {
      start++;
    }
    return message.substring(start);
  }
}

package dev.porchlight.llm.budget;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Texts of many kinds, those that tokenizers split finely among them. Always the same. */
final class KindsOfText {

  private static final String MARKS = "!?#$%&*()-+=[]{};:,.<>/\\|~^`'\"@_";

  private final Random random = new Random(7);

  private KindsOfText() {}

  /** One text of a kind. */
  record Sample(String kind, String text) {
    @Override
    public String toString() {
      return kind;
    }
  }

  static List<Sample> all() {
    List<Sample> all = new ArrayList<>(written());
    all.addAll(new KindsOfText().random());
    return all;
  }

  private static List<Sample> written() {
    return List.of(
        new Sample(
            "English",
            "Porchlight answers questions about a personal site from the owner's own pages, and it"
                + " never costs more than they allowed. Visitors see the answer appear word by"
                + " word, and are told when something went wrong."),
        new Sample(
            "German",
            "Die Schriftstellerin wohnte jahrelang in einem kleinen Häuschen am Rande der Stadt, wo"
                + " sie ihre Geschichten über Verkehrsbetriebe und Wettervorhersagen schrieb."),
        new Sample(
            "French",
            "L'été dernier, nous avons réparé la vieille lampe de l'entrée; elle s'allume désormais"
                + " dès que quelqu'un s'approche. Où puis-je trouver les plans?"),
        new Sample(
            "Polish",
            "Zeszłego lata naprawiliśmy starą lampę przy wejściu i teraz zapala się, gdy tylko ktoś"
                + " zbliży się do drzwi. Gdzie znajdę rysunki?"),
        new Sample(
            "Turkish",
            "Geçen yaz girişteki eski lambayı onardık ve artık birisi kapıya yaklaştığında hemen"
                + " yanıyor. Çizimleri nerede bulabilirim?"),
        new Sample(
            "Vietnamese",
            "Mùa hè năm ngoái chúng tôi đã sửa chiếc đèn cũ ở lối vào và bây giờ nó sáng lên ngay."),
        new Sample(
            "Russian",
            "Прошлым летом мы починили старую лампу у входа, и теперь она загорается, как только"
                + " кто-нибудь подходит к двери. Где можно посмотреть чертежи?"),
        new Sample(
            "Greek",
            "Το περασμένο καλοκαίρι επισκευάσαμε το παλιό φως της εισόδου και τώρα ανάβει μόλις"
                + " κάποιος πλησιάσει την πόρτα."),
        new Sample(
            "Arabic",
            "في الصيف الماضي أصلحنا المصباح القديم عند المدخل، وهو الآن يضيء بمجرد أن يقترب أحد."),
        new Sample(
            "Hebrew", "בקיץ שעבר תיקנו את המנורה הישנה בכניסה, וכעת היא נדלקת ברגע שמישהו מתקרב."),
        new Sample(
            "Hindi",
            "पिछली गर्मियों में हमने प्रवेश द्वार का पुराना दीपक ठीक किया और अब वह जल उठता है।"),
        new Sample(
            "Thai", "เมื่อฤดูร้อนที่แล้วเราซ่อมโคมไฟเก่าที่ทางเข้า และตอนนี้มันจะสว่างขึ้นทันที"),
        new Sample(
            "Georgian", "გასულ ზაფხულს ჩვენ შევაკეთეთ ძველი ლამპა შესასვლელთან და ის ანთდება"),
        new Sample("Chinese", "去年夏天我们修好了门口的旧灯，现在只要有人走近门口它就会亮起来。图纸在哪里？"),
        new Sample("Japanese", "去年の夏、玄関の古いランプを修理しました。今では誰かが近づくと点灯します。"),
        new Sample("Korean", "지난여름 우리는 현관의 오래된 등을 고쳤고 이제 누군가 문에 다가가면 켜집니다."),
        new Sample("emoji", "😀🎉🧑‍🚀🏳️‍🌈👍🏽🐙🍋🪴🫠🦆🏔️🕯️💡🔦🧵🪡"),
        new Sample(
            "mathematical letters", "𝐖𝐡𝐚𝐭 𝐝𝐨𝐞𝐬 𝐏𝐨𝐫𝐜𝐡𝐥𝐢𝐠𝐡𝐭 𝐜𝐨𝐬𝐭 𝐭𝐨 𝐫𝐮𝐧"),
        new Sample(
            "Java",
            """
            final class Lamp {
              private final Map<String, Integer> lights = new HashMap<>();

              int level(String room) {
                return lights.getOrDefault(room, 0) * 100;
              }
            }
            """),
        new Sample(
            "JSON",
            "{\"id\":17,\"name\":\"lamp\",\"levels\":[0,12,50,100],\"place\":{\"floor\":1}}"),
        new Sample(
            "a table", "| Lamp | Watts |\n|:-----|------:|\n| Hall | 12.5 |\n| Porch | 7 |\n"),
        new Sample(
            "addresses", "https://example.com/projects/porch-light?ref=home&utm=letter#wiring"),
        new Sample("capitals", "THE OLD LAMP AT THE DOOR HAS BEEN REPAIRED AND NOW LIGHTS UP"),
        new Sample("single letters", "h e l l o t h e r e w h o a r e y o u t o d a y q z x j k v"),
        new Sample("one letter", "a".repeat(500)),
        new Sample("spaces", " ".repeat(500)),
        new Sample("newlines", "\n".repeat(500)));
  }

  private List<Sample> random() {
    byte[] bytes = new byte[300];
    random.nextBytes(bytes);
    return List.of(
        new Sample("digits with spaces", characters(600, i -> i % 2 == 0 ? digit() : ' ')),
        new Sample("digits", characters(300, i -> digit())),
        new Sample("control characters", characters(300, i -> 1 + random.nextInt(31))),
        new Sample("random letters", characters(540, i -> i % 9 == 8 ? ' ' : letter())),
        new Sample(
            "random letters of both cases",
            characters(540, i -> i % 9 == 8 ? ' ' : random.nextBoolean() ? letter() : capital())),
        new Sample("base64", Base64.getEncoder().encodeToString(bytes)),
        new Sample("hexadecimal", HexFormat.of().formatHex(bytes)),
        new Sample(
            "punctuation", characters(300, i -> MARKS.charAt(random.nextInt(MARKS.length())))),
        new Sample(
            "combining marks",
            characters(500, i -> i % 5 == 0 ? letter() : 0x300 + random.nextInt(0x70))),
        new Sample("rare Han", characters(200, i -> 0x20000 + random.nextInt(0x4000))),
        new Sample("private use", characters(200, i -> 0xE000 + random.nextInt(0x1000))));
  }

  private int digit() {
    return '0' + random.nextInt(10);
  }

  private int letter() {
    return 'a' + random.nextInt(26);
  }

  private int capital() {
    return 'A' + random.nextInt(26);
  }

  private static String characters(int count, IntUnaryOperator at) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.appendCodePoint(at.applyAsInt(i));
    }
    return text.toString();
  }
}

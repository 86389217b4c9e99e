package dev.porchlight.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The owner's mail server and mailbox. Its text holds neither user nor password.
 *
 * @param server where mails are handed in
 * @param from what the mails are sent from
 * @param to who gets them, one or more
 */
public record MailConfig(Server server, String from, List<String> to) {

  private static final int SUBMISSIONS_PORT = 465;
  private static final int SUBMISSION_PORT = 587;

  private static final String ALLOWED =
      "what was given is not shown, since it may hold a password; allowed is"
          + " smtps://user:password@smtp.example.com, or smtp://… for STARTTLS, with the port where"
          + " it is not 465 or 587; in user and password an @ is written as %40, a colon as %3A, a"
          + " slash as %2F and a percent sign as %25";

  /**
   * A mail server.
   *
   * @param isTlsFromTheStart else by STARTTLS, which only a server on this machine may lack
   * @param user null where the server wants none; then so is the password
   */
  public record Server(
      String host,
      int port,
      boolean isTlsFromTheStart,
      @Nullable String user,
      @Nullable String password) {

    /**
     * Reads the address of a server.
     *
     * @throws IllegalArgumentException if it can't be one; the message does not hold it
     */
    public static Server of(String url) {
      try {
        URI given = new URI(url);
        boolean isTls = "smtps".equalsIgnoreCase(given.getScheme());
        boolean isPlain = "smtp".equalsIgnoreCase(given.getScheme());
        if ((isTls || isPlain) && given.getHost() != null && isServerAlone(given)) {
          int usual = isTls ? SUBMISSIONS_PORT : SUBMISSION_PORT;
          List<@Nullable String> login = login(given.getRawUserInfo());
          return new Server(
              given.getHost(),
              given.getPort() < 0 ? usual : given.getPort(),
              isTls,
              login.get(0),
              login.get(1));
        }
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(ALLOWED, e);
      }
      throw new IllegalArgumentException(ALLOWED);
    }

    private static boolean isServerAlone(URI given) {
      String path = given.getRawPath();
      return (path == null || path.isEmpty() || path.equals("/"))
          && given.getRawQuery() == null
          && given.getRawFragment() == null
          && given.getPort() != 0
          && given.getPort() <= 65_535;
    }

    private static List<@Nullable String> login(@Nullable String userInfo) {
      if (userInfo == null) {
        return Arrays.asList(null, null);
      }
      int colon = userInfo.indexOf(':');
      if (colon < 1 || colon == userInfo.length() - 1) {
        throw new IllegalArgumentException(ALLOWED);
      }
      return Arrays.asList(
          decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    }

    private static String decoded(String part) {
      return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  public MailConfig {
    to = List.copyOf(to);
  }

  /**
   * Checks the address that mails are sent from.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static void checkFrom(String from) {
    addresses(from, 1, "one e-mail address such as chat@example.com");
  }

  /**
   * The addresses that mails are sent to.
   *
   * @param to with commas between
   * @throws IllegalArgumentException if one is none
   */
  public static List<String> recipients(String to) {
    return addresses(to, 10, "one to ten e-mail addresses, with commas between");
  }

  private static List<String> addresses(String given, int most, String allowed) {
    try {
      InternetAddress[] parsed = InternetAddress.parse(given, true);
      boolean isAllowed = parsed.length >= 1 && parsed.length <= most;
      for (InternetAddress address : parsed) {
        isAllowed &= ReplyAddress.isPlausible(address.getAddress());
      }
      if (isAllowed) {
        return Arrays.stream(parsed).map(InternetAddress::toString).toList();
      }
    } catch (AddressException e) {
      throw new IllegalArgumentException("\"%s\" is not %s".formatted(given, allowed), e);
    }
    throw new IllegalArgumentException("\"%s\" is not %s".formatted(given, allowed));
  }

  @Override
  public String toString() {
    return "MailConfig[%s]".formatted(server);
  }
}

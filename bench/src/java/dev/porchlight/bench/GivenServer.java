package dev.porchlight.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that is already running and takes the body of {@code POST /chat}.
 *
 * @param pid its process; 0 where that is not known
 */
record GivenServer(String name, String url, long pid) implements Server {

  private static final Pattern GIVEN =
      Pattern.compile("([^=]{1,40})=(http://[^,]{1,200})(?:,(\\d{1,9}))?");

  static GivenServer parse(String given) {
    Matcher parts = GIVEN.matcher(given);
    if (!parts.matches()) {
      throw new UsageException(
          "--server is \"%s\"; name=http://127.0.0.1:9000/chat is expected, or that with a comma and"
                  .formatted(given)
              + " the process id");
    }
    @Nullable String pid = parts.group(3);
    return new GivenServer(parts.group(1), parts.group(2), pid == null ? 0 : Long.parseLong(pid));
  }

  @Override
  public RunningServer start(Upstream upstream) {
    return RunningServer.given(url, CHAT_BODY, pid);
  }

  @Override
  public boolean isStarted() {
    return false;
  }
}

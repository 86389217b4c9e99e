package dev.porchlight.bench;

import dev.porchlight.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Porchlight with the options of the Procfile, its own pages, and limits that no row reaches.
 *
 * @param java the home of the JDK
 * @param jvmOptions options after those of the Procfile
 */
record Porchlight(Path java, Path jar, List<String> jvmOptions) implements Server {

  private static final Pattern PROCFILE = Pattern.compile("web: java (-.*) -jar");

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("HOST", "127.0.0.1"),
          Map.entry("TRUSTED_PROXIES", "1"),
          Map.entry("UPSTREAM_CHECK", "off"),
          Map.entry("UPSTREAM_STREAMS", "10000"),
          Map.entry("QUEUE_LENGTH", "10000"),
          Map.entry("DAILY_TOKEN_BUDGET", "none"),
          Map.entry("VISITOR_QUESTIONS_PER_MINUTE", "none"),
          Map.entry("VISITOR_QUESTIONS_PER_DAY", "none"),
          Map.entry("VISITOR_STREAMS", "none"),
          Map.entry("VISITOR_OPEN_STREAMS", "none"),
          Map.entry("VISITOR_CONNECTIONS", "none"),
          Map.entry("VISITOR_TOKENS_PER_DAY", "none"),
          Map.entry("RESUME_GRACE_SECONDS", "0"),
          Map.entry("LOG_LEVEL", "warn"));

  @Override
  public String name() {
    return "Porchlight, Java " + version();
  }

  /** The version that the JDK's {@code release} file has. */
  String version() {
    Properties release = new Properties();
    try (var file = Files.newBufferedReader(java.resolve("release"))) {
      release.load(file);
    } catch (IOException e) {
      throw new UsageException("%s has no release file: is it a JDK?".formatted(java));
    }
    String version = release.getProperty("JAVA_VERSION", "unknown").replace("\"", "");
    return version.replaceFirst("\\..*", "");
  }

  @Override
  public RunningServer start(Upstream upstream) throws IOException, InterruptedException {
    return start(model(upstream));
  }

  @Override
  public RunningServer startWithoutModel() throws IOException, InterruptedException {
    return start(Map.of());
  }

  /** The settings that make the upstream its model. */
  static Map<String, String> model(Upstream upstream) {
    return Map.of("AI_API_URL", upstream.address() + "/v1", "AI_MODEL", "bench");
  }

  private RunningServer start(Map<String, String> model) throws IOException, InterruptedException {
    return RunningServer.of(launch(name(), model, Map.of()), "/chat", CHAT_BODY);
  }

  /**
   * Starts one process of it.
   *
   * @param log names its log file
   * @param more settings beside the model's, which take the place of the usual ones
   */
  StartedProcess launch(String log, Map<String, String> model, Map<String, String> more)
      throws IOException, InterruptedException {
    int port = FreePort.find();
    Map<String, String> environment = new HashMap<>(SETTINGS);
    environment.put("PORT", Integer.toString(port));
    environment.putAll(model);
    environment.putAll(more);
    return StartedProcess.start(log, port, command(), environment);
  }

  private List<String> command() throws IOException {
    Matcher procfile = PROCFILE.matcher(Files.readString(Path.of("Procfile")));
    if (!procfile.find()) {
      throw new IOException("the Procfile has no line such as \"web: java -Xmx… -jar …\"");
    }
    List<String> command = new ArrayList<>();
    command.add(java.resolve("bin/java").toString());
    command.addAll(List.of(procfile.group(1).split(" ")));
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  @Override
  public boolean hasCache() {
    return true;
  }

  @Override
  public boolean mustBeSound() {
    return true;
  }
}

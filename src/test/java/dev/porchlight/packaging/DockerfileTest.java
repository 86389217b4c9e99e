package dev.porchlight.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.packaging.Dockerfile.Instruction;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image: what it is built of, and that what it starts would run. */
final class DockerfileTest {

  @TempDir Path folder;

  private Dockerfile dockerfile = new Dockerfile(List.of());

  @BeforeEach
  void readTheDockerfile() throws IOException {
    dockerfile = Dockerfile.read();
  }

  @Test
  void allThatItCopiesIsThereAndIsSentToTheBuild() throws IOException {
    List<String> sent = Files.readAllLines(Path.of(".dockerignore"));
    List<String> copied = new ArrayList<>();
    for (Instruction copy : dockerfile.all("COPY")) {
      if (!copy.argument().startsWith("--from=")) {
        copied.addAll(copy.words().subList(0, copy.words().size() - 1));
      }
    }

    assertThat(copied)
        .contains("pom.xml", "src/main", "frontend", "content")
        .allSatisfy(source -> assertThat(Path.of(source)).exists())
        .allSatisfy(source -> assertThat(sent).contains("!" + source));
    assertThat(sent).contains("*");
  }

  @Test
  void whatAStageTakesFromAnotherIsThere() {
    List<String> stages =
        dockerfile.all("FROM").stream()
            .map(from -> from.words().get(from.words().size() - 1))
            .toList();
    assertThat(dockerfile.all("COPY"))
        .filteredOn(copy -> copy.argument().startsWith("--from="))
        .extracting(copy -> copy.words().get(0).substring("--from=".length()))
        .containsExactlyInAnyOrder("build", "runtime", "runtime")
        .isSubsetOf(stages);
    assertThat(dockerfile.all("COPY"))
        .anySatisfy(copy -> assertThat(copy.words()).contains(dockerfile.option("--output")))
        .anySatisfy(copy -> assertThat(copy.argument()).contains("/target/porchlight.jar "));
  }

  /** A cache is good for the collector and the object headers that it was made with alone. */
  @Test
  void theCacheIsMadeAndReadWithTheSameOptions() throws IOException {
    String training =
        dockerfile.all("RUN").stream()
            .map(Instruction::argument)
            .filter(run -> run.contains("Train.java"))
            .findFirst()
            .orElseThrow();
    List<String> start = dockerfile.ofTheImage("ENTRYPOINT").list();
    for (String option : training.split("\\s+", -1)) {
      if (option.startsWith("-XX:")) {
        assertThat(start).contains(option);
      }
    }
    assertThat(training).contains(" /opt/porchlight/porchlight.jar /opt/porchlight/porchlight.aot");
    assertThat(start)
        .contains("-XX:AOTCache=/opt/porchlight/porchlight.aot", "-XX:+UseCompactObjectHeaders")
        .containsSubsequence("-jar", "/opt/porchlight/porchlight.jar");
  }

  @Test
  void theImageRunsAsAUserThatIsNotRoot() {
    assertThat(dockerfile.ofTheImage("USER").argument()).matches("[1-9]\\d*:[1-9]\\d*");
  }

  @Test
  void itsUserOwnsTheFolderThatItWritesTo() {
    String data = dockerfile.ofTheImage("VOLUME").argument();
    assertThat(dockerfile.ofTheImage("ENV").words()).contains("DATA_DIR=" + data);
    assertThat(dockerfile.ofTheImage("RUN").argument())
        .contains("chown " + dockerfile.ofTheImage("USER").argument() + " " + data);
  }

  @Test
  void itSaysOnWhichPortItListens() {
    String port = dockerfile.ofTheImage("EXPOSE").argument();
    assertThat(dockerfile.ofTheImage("ENV").words())
        .contains("PORT=" + port)
        .noneMatch(variable -> variable.startsWith("HOST=") || variable.startsWith("CONTENT_DIR="));
  }

  @Test
  void theModulesOfItsRuntimeAreEnoughToAnswerFromTheJar() throws Exception {
    List<String> options = options();
    options.add("-Xbootclasspath/a:" + jarOfTheContent());

    try (ServerProcess server =
        ServerProcess.withOptions(options, Map.of("OWNER_TOKEN", "a-token-of-the-owner"))) {
      ChatClient visitor = new ChatClient(server.awaitAddress());
      try (RecordedStream stream = visitor.ask("What is Porchlight?")) {
        stream.expectAnswer();
        stream.expectBegin("extract");
        assertThat(stream.remainingText()).contains("Porchlight");
        stream.expectDone("finished");
      }
      try (RecordedStream metrics =
          visitor.get("/metrics", "Authorization: Bearer a-token-of-the-owner")) {
        assertThat(metrics.status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "_config.yml, 'url: https://ana.example', https://ana.example/about.html",
    "hugo.toml, 'baseURL = \"https://ana.example/\"', https://ana.example/about/"
  })
  void theModulesOfItsRuntimeAreEnoughToReadASite(String file, String settings, String address)
      throws Exception {
    Files.writeString(folder.resolve(file), settings + "\n");
    Path pages = Files.createDirectory(folder.resolve("content"));
    Files.writeString(pages.resolve("about.md"), "# About\n\nAna makes lamps.");
    Files.writeString(folder.resolve("about.md"), "# About\n\nAna makes lamps.");

    try (ServerProcess read =
        ServerProcess.withOptions(options(), Map.of("CONTENT_DIR", folder.toString()), "pages")) {
      assertThat(String.join("\n", read.rest())).contains(address);
      assertThat(read.awaitExit()).isZero();
    }
  }

  @Test
  void theModulesOfItsRuntimeAreEnoughToImportASite() throws Exception {
    try (TestServer site = TestServer.start(Map.of());
        ServerProcess imported =
            ServerProcess.withOptions(
                options(),
                Map.of(),
                "import",
                site.address().toString(),
                "--out",
                folder.resolve("md").toString())) {
      assertThat(imported.rest()).last().asString().startsWith("Imported 1 page");
      assertThat(imported.awaitExit()).isZero();
    }
  }

  @Test
  void theModulesOfItsRuntimeAreEnoughToImportPagesInOldEncodings() throws Exception {
    Path html = Files.createDirectory(folder.resolve("html"));
    Files.write(
        html.resolve("lamp.html"),
        "<meta charset=\"windows-1255\"><title>מנורה</title><main><p>מנורה מפליז.</p></main>"
            .getBytes(Charset.forName("windows-1255")));

    try (ServerProcess imported =
        ServerProcess.withOptions(
            options(),
            Map.of(),
            "import",
            html.toString(),
            "--out",
            folder.resolve("md").toString())) {
      assertThat(imported.rest()).last().asString().startsWith("Imported 1 page");
      assertThat(imported.awaitExit()).isZero();
    }
    assertThat(folder.resolve("md/lamp.md")).content().contains("מנורה מפליז.");
  }

  @Test
  void itsHealthCheckTellsAServerThatAnswersFromOneThatDoesNot() throws Exception {
    int port;
    try (TestServer server = TestServer.start(Map.of())) {
      port = server.address().getPort();
      assertThat(startHealthCheck(port).waitFor()).isZero();
    }
    assertThat(startHealthCheck(port).waitFor()).isNotZero();
  }

  @Test
  void itsHealthCheckTakesNoOtherStatus() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process check = startHealthCheck(other.getLocalPort());
      try (var connection = other.accept()) {
        connection
            .getOutputStream()
            .write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
        assertThat(check.waitFor()).isNotZero();
      }
    }
  }

  /**
   * The JVM's options in the image, the modules of its runtime, and no folder for files that live
   * for a moment.
   */
  private List<String> options() throws IOException {
    List<String> command = dockerfile.ofTheImage("ENTRYPOINT").list();
    assertThat(command).startsWith("java").contains("-jar");
    List<String> options = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions"));
    command.subList(1, command.indexOf("-jar")).stream()
        .filter(option -> !option.startsWith("-Xlog:aot") || Runtime.version().feature() >= 25)
        .forEach(options::add);
    options.addAll(List.of("--limit-modules", dockerfile.option("--add-modules")));
    options.add("-Djava.io.tmpdir=" + folder.resolve("missing"));
    return options;
  }

  /** The pages in a jar, as they are in the image, before those that the tests have in a folder. */
  private Path jarOfTheContent() throws IOException {
    Path jar = folder.resolve("content.jar");
    Path content = Path.of("content");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(content)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry("content/" + content.relativize(file)));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return jar;
  }

  private Process startHealthCheck(int port) throws IOException {
    ProcessBuilder check =
        new ProcessBuilder(dockerfile.ofTheImage("HEALTHCHECK").list())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    check.environment().put("PORT", Integer.toString(port));
    return check.start();
  }
}

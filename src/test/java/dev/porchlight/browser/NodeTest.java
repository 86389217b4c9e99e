package dev.porchlight.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the tests of the page's pure modules, which Node runs without a browser. */
final class NodeTest {

  private static final Path TESTS = Path.of("src/test/js");
  private static final Pattern PASSED = Pattern.compile("(?m)^# pass (\\d+)$");

  @Test
  void thePureModulesPassTheirTests() throws IOException, InterruptedException {
    boolean hasNode = isNodeInstalled();
    assertThat(hasNode || System.getenv("CI") == null).as("Node on a build server").isTrue();
    if (!hasNode) {
      System.out.println("The tests of the page's pure modules are skipped: there is no Node.");
    }
    assumeTrue(hasNode);

    List<String> command = new ArrayList<>(List.of("node", "--test", "--test-reporter=tap"));
    command.addAll(testFiles());
    Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
    String report = new String(node.getInputStream().readAllBytes(), UTF_8);

    assertThat(node.waitFor()).as(report).isZero();
    Matcher passed = PASSED.matcher(report);
    assertThat(passed.find()).as(report).isTrue();
    assertThat(Integer.parseInt(passed.group(1))).isGreaterThan(90);
  }

  private static List<String> testFiles() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".test.js")).sorted().toList();
    }
  }

  private static boolean isNodeInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}

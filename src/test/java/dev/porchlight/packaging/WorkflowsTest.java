package dev.porchlight.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What GitHub runs for a push, a pull request and a tag. */
final class WorkflowsTest {

  /** In YAML 1.1, which the parser reads, {@code on} means true. */
  private static final String ON = "true";

  @ParameterizedTest
  @ValueSource(strings = {"build", "release"})
  void everyActionHasAMajorVersionAndNoScriptTakesTextOfOthers(String name) throws IOException {
    for (Map.Entry<String, JsonNode> job : jobs(name)) {
      assertThat(job.getValue().path("timeout-minutes").asInt()).as(job.getKey()).isPositive();
      for (JsonNode step : job.getValue().path("steps")) {
        if (step.has("uses")) {
          assertThat(step.path("uses").asText()).matches("[a-z-]+/[a-z-]+@v[1-9]\\d*");
        } else {
          assertThat(step.path("run").asText()).isNotBlank().doesNotContain("${{");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"build", "release"})
  void noJobNeedsOneThatIsMissing(String name) throws IOException {
    List<String> jobs = jobs(name).stream().map(Map.Entry::getKey).toList();
    assertThat(jobs(name))
        .filteredOn(job -> job.getValue().has("needs"))
        .allSatisfy(job -> assertThat(jobs).contains(job.getValue().path("needs").asText()));
  }

  @Test
  void aPushAndAPullRequestAreTestedOnBothVersionsOfJava() throws IOException {
    JsonNode build = workflow("build");
    assertThat(YamlFile.names(build.path(ON))).containsExactly("push", "pull_request");

    JsonNode test = build.path("jobs").path("test");
    assertThat(YamlFile.texts(test.path("strategy").path("matrix").path("java")))
        .containsExactly("17", "25");
    assertThat(commands(test)).containsExactly(".ci/run");
    assertThat(Path.of(".ci/run")).isExecutable();
    assertThat(inputs(test, "actions/setup-java").path("cache").asText()).isEqualTo("maven");
    assertThat(inputs(test, "actions/setup-java").path("java-version").asText())
        .isEqualTo("${{ matrix.java }}");
  }

  @Test
  void aBuildMayReadTheSourcesAndNothingElse() throws IOException {
    JsonNode build = workflow("build");
    assertThat(build.path("permissions")).hasToString("{\"contents\":\"read\"}");
    assertThat(jobs("build")).noneMatch(job -> job.getValue().has("permissions"));
  }

  @Test
  void aTagIsReleasedOnceItsTestsHavePassed() throws IOException {
    JsonNode release = workflow("release");
    assertThat(YamlFile.names(release.path(ON))).containsExactly("push");
    assertThat(YamlFile.texts(release.path(ON).path("push").path("tags"))).containsExactly("v*");

    JsonNode jobs = release.path("jobs");
    assertThat(commands(jobs.path("build")))
        .contains(".ci/run")
        .last()
        .asString()
        .contains("-DskipTests clean package", "sha256sum porchlight.jar");
    assertThat(commands(jobs.path("publish")))
        .last()
        .asString()
        .startsWith("gh release create ")
        .endsWith(" porchlight.jar porchlight.jar.sha256");
    JsonNode image = inputs(jobs.path("image"), "docker/build-push-action");
    assertThat(image.path("push").asBoolean()).isTrue();
    assertThat(image.path("platforms").asText()).isEqualTo("linux/amd64,linux/arm64");
    assertThat(inputs(jobs.path("image"), "docker/login-action").path("registry").asText())
        .isEqualTo("ghcr.io");
    assertThat(List.of(jobs.path("publish"), jobs.path("image")))
        .allSatisfy(job -> assertThat(job.path("needs").asText()).isEqualTo("build"));
  }

  @Test
  void onlyTheJobThatPublishesMayWriteAndOnlyWhatItPublishes() throws IOException {
    JsonNode release = workflow("release");
    assertThat(release.path("permissions")).hasToString("{}");
    JsonNode jobs = release.path("jobs");
    assertThat(jobs.path("build").path("permissions")).hasToString("{\"contents\":\"read\"}");
    assertThat(jobs.path("publish").path("permissions")).hasToString("{\"contents\":\"write\"}");
    assertThat(jobs.path("image").path("permissions"))
        .hasToString("{\"contents\":\"read\",\"packages\":\"write\"}");
  }

  @Test
  void thereIsNoOtherWorkflow() throws IOException {
    try (var files = Files.list(Path.of(".github/workflows"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("build.yml", "release.yml");
    }
  }

  private static JsonNode workflow(String name) throws IOException {
    return YamlFile.read(Path.of(".github/workflows", name + ".yml"));
  }

  private static List<Map.Entry<String, JsonNode>> jobs(String name) throws IOException {
    List<Map.Entry<String, JsonNode>> jobs = YamlFile.members(workflow(name).path("jobs"));
    assertThat(jobs).isNotEmpty();
    return jobs;
  }

  private static List<String> commands(JsonNode job) {
    return StreamSupport.stream(job.path("steps").spliterator(), false)
        .filter(step -> step.has("run"))
        .map(step -> step.path("run").asText().strip())
        .toList();
  }

  /** What a job gives to the one action of that name. */
  private static JsonNode inputs(JsonNode job, String action) {
    List<JsonNode> found =
        StreamSupport.stream(job.path("steps").spliterator(), false)
            .filter(step -> step.path("uses").asText().startsWith(action + "@"))
            .toList();
    assertThat(found).as(action).hasSize(1);
    return found.get(0).path("with");
  }
}

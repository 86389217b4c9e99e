package dev.porchlight.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code compose.yaml} starts. */
final class ComposeTest {

  private JsonNode compose = YamlFile.empty();

  @BeforeEach
  void readIt() throws IOException {
    compose = YamlFile.read(Path.of("compose.yaml"));
  }

  @Test
  void withoutAProfileItStartsPorchlightAlone() {
    assertThat(YamlFile.members(compose.path("services")))
        .filteredOn(service -> service.getValue().path("profiles").isMissingNode())
        .extracting(Map.Entry::getKey)
        .containsExactly("porchlight");
    assertThat(YamlFile.texts(service("ollama").path("profiles"))).containsExactly("ollama");
    assertThat(YamlFile.texts(service("ollama-model").path("profiles"))).containsExactly("ollama");
    assertThat(YamlFile.texts(service("caddy").path("profiles"))).containsExactly("https");
  }

  @Test
  void porchlightHasNoRightsThatItDoesNotNeed() {
    JsonNode porchlight = service("porchlight");
    assertThat(porchlight.path("read_only").asBoolean()).isTrue();
    assertThat(YamlFile.texts(porchlight.path("cap_drop"))).containsExactly("ALL");
    assertThat(YamlFile.texts(porchlight.path("security_opt")))
        .containsExactly("no-new-privileges:true");
  }

  @Test
  void whereOneProxyIsTrustedNobodyElseReachesThePort() {
    JsonNode porchlight = service("porchlight");
    assertThat(porchlight.path("environment").path("TRUSTED_PROXIES").asText()).endsWith(":-1}");
    assertThat(YamlFile.texts(porchlight.path("ports")))
        .isNotEmpty()
        .allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void whatItSetsAreSettings() throws IOException {
    String manual = Files.readString(Path.of("content/settings.md"));
    assertThat(YamlFile.names(service("porchlight").path("environment")))
        .contains("PORT", "DATA_DIR", "TRUSTED_PROXIES")
        .allSatisfy(name -> assertThat(manual).contains("| `" + name + "` |"));
  }

  @Test
  void whatPorchlightWritesOutlivesItsContainer() {
    JsonNode porchlight = service("porchlight");
    assertThat(YamlFile.texts(porchlight.path("volumes")))
        .contains("data:" + porchlight.path("environment").path("DATA_DIR").asText());
  }

  @Test
  void everyVolumeIsNamedAndEveryFileIsThere() {
    List<String> named = YamlFile.names(compose.path("volumes"));
    for (Map.Entry<String, JsonNode> service : YamlFile.members(compose.path("services"))) {
      for (String volume : YamlFile.texts(service.getValue().path("volumes"))) {
        String source = volume.substring(0, volume.indexOf(':'));
        if (source.startsWith(".")) {
          assertThat(Path.of(source)).exists();
        } else {
          assertThat(named).contains(source);
        }
      }
    }
  }

  @Test
  void noServiceWaitsForOneThatIsMissingOrHasNoHealthCheck() throws IOException {
    for (Map.Entry<String, JsonNode> service : YamlFile.members(compose.path("services"))) {
      for (String other : YamlFile.names(service.getValue().path("depends_on"))) {
        boolean checked =
            service(other).has("healthcheck")
                || (service(other).has("build") && !Dockerfile.read().all("HEALTHCHECK").isEmpty());
        assertThat(checked).as("%s waits for %s", service.getKey(), other).isTrue();
      }
    }
  }

  @Test
  void caddyPassesEachPieceOfAnAnswerOnToPorchlightsPort() throws IOException {
    String port = service("porchlight").path("environment").path("PORT").asText();
    assertThat(Path.of("deploy/Caddyfile"))
        .content()
        .contains("{$DOMAIN} {", "reverse_proxy porchlight:" + port + " {", "flush_interval -1");
    assertThat(service("caddy").path("environment").has("DOMAIN")).isTrue();
  }

  private JsonNode service(String name) {
    JsonNode service = compose.path("services").path(name);
    assertThat(service.isObject()).as(name).isTrue();
    return service;
  }
}

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

/** The machines that {@code deploy/machines.yaml} starts. */
final class MachinesComposeTest {

  private static final Path NGINX = Path.of("deploy/nginx.conf");

  private JsonNode services = YamlFile.empty();

  @BeforeEach
  void readIt() throws IOException {
    services = YamlFile.read(Path.of("deploy/machines.yaml")).path("services");
  }

  @Test
  void severalMachinesShareOneRedisThatForgetsNothing() {
    assertThat(services.path("web").path("deploy").path("replicas").asInt()).isGreaterThan(1);
    assertThat(services.path("web").path("environment").path("ROLE").asText()).isEqualTo("web");
    JsonNode worker = services.path("worker");
    assertThat(worker.path("extends").path("service").asText()).isEqualTo("web");
    assertThat(worker.path("environment").path("ROLE").asText()).isEqualTo("worker");
    assertThat(services.path("web").path("environment").path("REDIS_URL").asText())
        .isEqualTo("redis://redis:6379");
    assertThat(YamlFile.texts(services.path("redis").path("command")))
        .containsSequence("--appendonly", "yes")
        .containsSequence("--maxmemory-policy", "noeviction");
  }

  @Test
  void nginxSendsEachRequestToTheNextMachineAndHoldsNothingBack() throws IOException {
    String port = services.path("web").path("environment").path("PORT").asText();
    assertThat(NGINX)
        .content()
        .contains("server web:" + port, "proxy_buffering off;", "X-Forwarded-For")
        .doesNotContain("ip_hash", "sticky", "hash ");
    assertThat(YamlFile.texts(services.path("nginx").path("ports")))
        .allMatch(published -> published.startsWith("127.0.0.1:"));
    assertThat(services.path("web").has("ports")).isFalse();
  }

  @Test
  void whatItSetsAreSettingsAndNobodyWaitsForWhatHasNoHealthCheck() throws IOException {
    String manual = Files.readString(Path.of("content/settings.md"));
    for (Map.Entry<String, JsonNode> service : YamlFile.members(services)) {
      if (service.getValue().has("build")) {
        assertThat(YamlFile.names(service.getValue().path("environment")))
            .allSatisfy(name -> assertThat(manual).contains("| `" + name + "` |"));
      }
      for (String other : YamlFile.names(service.getValue().path("depends_on"))) {
        assertThat(List.of("healthcheck", "build", "extends"))
            .as("%s waits for %s", service.getKey(), other)
            .anyMatch(services.path(other)::has);
      }
    }
  }
}

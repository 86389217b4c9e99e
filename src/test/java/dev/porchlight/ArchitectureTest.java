package dev.porchlight;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which, and what stands in one place only. */
final class ArchitectureTest {

  private static final String OURS = "dev.porchlight";

  private static final JavaClasses CLASSES = ourClasses();

  /** A package and those of ours that it may use beside itself. */
  private record Room(String name, List<String> mayUse) {

    static Room of(String name, String... mayUse) {
      return new Room(name, List.of(mayUse));
    }

    String[] allowed() {
      return Stream.concat(Stream.of(name), mayUse.stream())
          .map(room -> OURS + "." + room)
          .toArray(String[]::new);
    }
  }

  static List<Room> rooms() {
    return List.of(
        Room.of("concurrent", "io"),
        Room.of("encoding"),
        Room.of("io"),
        Room.of("sse"),
        Room.of("ratelimit", "encoding"),
        Room.of("knowledge.content.generator"),
        Room.of("knowledge.content", "knowledge.content.generator", "io"),
        Room.of("knowledge.search", "knowledge.content"),
        Room.of("knowledge.enrichment", "knowledge.content", "llm", "concurrent", "encoding", "io"),
        Room.of("knowledge.embedding", "knowledge.content", "llm", "concurrent", "encoding", "io"),
        Room.of(
            "knowledge",
            "knowledge.content",
            "knowledge.content.generator",
            "knowledge.search",
            "knowledge.enrichment",
            "llm",
            "concurrent",
            "encoding"),
        Room.of("cluster.redis", "concurrent", "encoding"),
        Room.of(
            "cluster.limits",
            "cluster.redis",
            "ratelimit",
            "llm",
            "llm.budget",
            "llm.resilience",
            "concurrent",
            "encoding"),
        Room.of(
            "cluster.owner", "cluster.redis", "answer", "messages", "owner", "concurrent", "io"),
        Room.of(
            "cluster.requests", "cluster.redis", "answer", "answer.log", "concurrent", "encoding"),
        Room.of(
            "cluster.log",
            "cluster.redis",
            "answer",
            "answer.log",
            "llm",
            "concurrent",
            "encoding"),
        Room.of("cluster.calls", "cluster.redis", "llm", "concurrent"),
        Room.of(
            "cluster.queue",
            "cluster.redis",
            "answer.log",
            "answer.queue",
            "llm",
            "llm.resilience",
            "concurrent"),
        Room.of(
            "cluster",
            "cluster.redis",
            "cluster.calls",
            "cluster.limits",
            "cluster.log",
            "cluster.owner",
            "cluster.requests",
            "cluster.queue",
            "answer",
            "answer.queue",
            "ratelimit",
            "llm.budget",
            "llm.resilience",
            "concurrent"),
        Room.of("doctor"),
        Room.of("owner", "answer", "answer.log", "llm", "llm.budget", "concurrent", "io"),
        Room.of(
            "database",
            "answer",
            "knowledge.embedding",
            "llm.budget",
            "messages",
            "owner",
            "concurrent",
            "io"),
        Room.of("messages", "concurrent", "io"),
        Room.of("importer", "knowledge.content", "encoding", "io"),
        Room.of("llm"),
        Room.of("llm.budget", "llm", "concurrent", "io"),
        Room.of("llm.openai.http", "concurrent"),
        Room.of("llm.openai", "llm", "llm.openai.http", "sse", "concurrent", "encoding"),
        Room.of("llm.resilience", "llm", "llm.budget", "concurrent"),
        Room.of("answer.log", "llm", "sse", "concurrent", "encoding"),
        Room.of("answer.queue", "answer.log", "llm", "llm.resilience", "concurrent"),
        Room.of(
            "answer",
            "answer.log",
            "answer.queue",
            "llm",
            "llm.resilience",
            "ratelimit",
            "concurrent"),
        Room.of("web.connection", "ratelimit", "concurrent"),
        Room.of("web.files", "knowledge.content", "web.connection", "concurrent"),
        Room.of(
            "web",
            "owner",
            "messages",
            "io",
            "answer",
            "answer.log",
            "llm",
            "llm.budget",
            "sse",
            "encoding",
            "ratelimit",
            "knowledge.content",
            "web.connection",
            "web.files",
            "concurrent"),
        Room.of(
            "config",
            "answer.log",
            "cluster.redis",
            "encoding",
            "knowledge.content",
            "llm.budget",
            "llm.openai",
            "messages",
            "ratelimit",
            "web"),
        Room.of("metrics", "answer", "answer.log", "llm", "llm.resilience", "web", "concurrent"));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aPackageKnowsOnlyThoseThatItMay(Room room) {
    noClasses()
        .that()
        .resideInAPackage(OURS + "." + room.name())
        .should()
        .dependOnClassesThat(
            resideInAPackage(OURS + "..").and(resideInAnyPackage(room.allowed()).negate()))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageIsARoomThatIsListed() {
    String[] listed =
        Stream.concat(Stream.of(OURS), rooms().stream().map(room -> OURS + "." + room.name()))
            .toArray(String[]::new);
    classes().should().resideInAnyPackage(listed).check(CLASSES);
  }

  @Test
  void nobodyKnowsMain() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Main.class)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Main.class)
        .check(CLASSES);
  }

  @Test
  void noPackagesUseEachOtherInACircle() {
    slices().matching(OURS + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageSaysThatNothingIsNull() {
    List<String> packages =
        CLASSES.stream().map(type -> type.getPackageName()).distinct().sorted().toList();
    assertThat(packages).contains(OURS, OURS + ".web");
    assertThat(packages)
        .allMatch(name -> CLASSES.getPackage(name).isAnnotatedWith(NullMarked.class));
  }

  @Test
  void theEnvironmentIsReadInOneLine() {
    assertThat(
            accesses(System.class, "getenv")
                .map(access -> access.getOriginOwner().getName() + ":" + access.getLineNumber())
                .distinct())
        .hasSize(1)
        .first()
        .asString()
        .startsWith(Main.class.getName() + ":");
  }

  @Test
  void nothingSleeps() {
    assertThat(accesses(Thread.class, "sleep")).isEmpty();
    assertThat(accesses(TimeUnit.class, "sleep")).isEmpty();
    assertThat(accesses(LockSupport.class, "parkNanos")).isEmpty();
  }

  private static Stream<JavaAccess<?>> accesses(Class<?> owner, String... names) {
    return CLASSES.stream()
        .flatMap(type -> type.getAccessesFromSelf().stream())
        .filter(access -> access.getTargetOwner().isEquivalentTo(owner))
        .filter(access -> Arrays.asList(names).contains(access.getName()));
  }

  /** Ours alone: what they use of others need not be read to know that they use it. */
  private static JavaClasses ourClasses() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());
  }
}

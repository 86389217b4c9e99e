package dev.porchlight.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs of this machine that the benchmark uses where they are there. */
final class Tools {

  private Tools() {}

  static boolean hasNginx() {
    return find("nginx").isPresent();
  }

  static boolean hasExpress() {
    return find("node").isPresent()
        && Files.isDirectory(Path.of("target", "bench", "express", "node_modules"));
  }

  static boolean hasStrace() {
    return find("strace").isPresent();
  }

  static Path nginx() {
    return required("nginx");
  }

  static Path node() {
    return required("node");
  }

  static Path redis() {
    return required("redis-server");
  }

  static Path strace() {
    return required("strace");
  }

  private static Path required(String name) {
    return find(name).orElseThrow(() -> new UsageException(name + " is not installed"));
  }

  private static Optional<Path> find(String name) {
    List<String> path = List.of(System.getenv().getOrDefault("PATH", "").split(":"));
    return Stream.concat(path.stream(), Stream.of("/usr/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

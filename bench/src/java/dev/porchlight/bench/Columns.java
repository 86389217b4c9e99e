package dev.porchlight.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which servers are measured.
 *
 * @param javas the homes of the JDKs that Porchlight is run on, each a column
 * @param jar Porchlight
 * @param jvmOptions options of the JVM after those of the Procfile
 * @param redis whether Porchlight is also run with a Redis
 * @param machines whether it is also run as several machines
 * @param given others, each started by whoever asks for it
 * @param only what the heading of a column must hold, any of these; all columns where there is none
 */
record Columns(
    List<Path> javas,
    Path jar,
    List<String> jvmOptions,
    boolean redis,
    boolean machines,
    List<GivenServer> given,
    List<String> only) {

  boolean needsRedis() {
    return redis || machines;
  }

  /** The servers in the order of their columns. */
  List<Server> servers() {
    List<Server> servers = new ArrayList<>(others());
    for (Path java : javas) {
      servers.addAll(ours(new Porchlight(java, jar, jvmOptions)));
    }
    servers.addAll(given);
    List<Server> chosen = servers.stream().filter(this::isChosen).toList();
    if (chosen.isEmpty()) {
      throw new UsageException(
          "No column has %s in its heading; these are: %s"
              .formatted(
                  String.join(" or ", only),
                  String.join("; ", servers.stream().map(Server::name).toList())));
    }
    return chosen;
  }

  private boolean isChosen(Server server) {
    return only.isEmpty() || only.stream().anyMatch(server.name()::contains);
  }

  private static List<Server> others() {
    List<Server> others = new ArrayList<>(List.of(new NoServer()));
    if (Tools.hasNginx()) {
      others.add(new Nginx());
    } else {
      System.err.println("nginx is not installed: there are no ratios.");
    }
    if (Tools.hasExpress()) {
      others.add(new Express());
    } else {
      System.err.println("Node.js or Express is not there: that column is left out.");
    }
    return others;
  }

  private List<Server> ours(Porchlight porchlight) {
    List<Server> ours = new ArrayList<>(List.of(porchlight));
    if (redis) {
      ours.add(new PorchlightWithRedis(porchlight));
    }
    if (machines) {
      ours.add(new Machines(porchlight, false));
      ours.add(new Machines(porchlight, true));
    }
    return ours;
  }
}

package dev.porchlight.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param quick whether the short form of each row is run, which shows that all works and no figure
 *     to keep
 * @param runs how often everything is run; of several, the worst figures stand in the table
 * @param rows what is run, in the order of {@link Row#ALL}
 * @param columns what is measured
 * @param upstreamPort where the upstream listens; 0 takes any free port
 * @param keep whether the figures are written into the documentation
 */
record Options(
    boolean quick, int runs, List<Row> rows, Columns columns, int upstreamPort, boolean keep) {

  static final String HELP =
      """
      bench/run [option…] [row…]     without a row: all but syscalls, growth and scale
        --quick              the short form of each row: shows that all works, no figure to keep
        --runs N             runs all so often, and keeps the worst of each figure (1)
        --java DIR           the home of a JDK to run Porchlight on; may be repeated, each a column
        --jar FILE           Porchlight (target/porchlight.jar)
        --jvm OPTION         an option of the JVM after the Procfile's; may be repeated
        --redis              a column more: Porchlight with a Redis, which is started for it
        --machines           two columns more: web machines and workers over a Redis, each answer
                             read where it was asked, and read on another machine
        --only TEXT          only columns with this text in their heading; may be repeated
        --server NAME=URL    one more server that is already running, such as
                             mine=http://127.0.0.1:9000/chat; may be repeated; a process id after
                             the URL, as in …/chat,4711, gives its CPU and memory
        --upstream-port N    where the upstream listens, for such a server (any free port)
        --keep               writes the figures into docs/performance.md; not of a quick run
        --built              builds nothing (as the first option)
      rows: %s
      """
          .formatted(String.join(", ", Row.ALL.stream().map(Row::name).distinct().toList()));

  boolean hasMicrobenchmarks() {
    return rows.stream().anyMatch(row -> row.work() instanceof Row.Microbenchmarks);
  }

  /** Whether anything but microbenchmarks is run. */
  boolean hasServerRows() {
    return rows.stream().anyMatch(row -> !(row.work() instanceof Row.Microbenchmarks));
  }

  static Options parse(List<String> arguments) {
    Parser parser = new Parser(new ArrayDeque<>(arguments));
    return parser.parse();
  }

  /** The options that are read so far. */
  private static final class Parser {
    private final Deque<String> left;
    private boolean quick;
    private boolean keep;
    private int runs = 1;
    private int upstreamPort;
    private Path jar = Path.of("target", "porchlight.jar");
    private final List<Row> rows = new ArrayList<>();
    private final List<Path> javas = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private boolean redis;
    private boolean machines;
    private final List<GivenServer> given = new ArrayList<>();
    private final List<String> only = new ArrayList<>();

    Parser(Deque<String> left) {
      this.left = left;
    }

    Options parse() {
      while (!left.isEmpty()) {
        read(left.pop());
      }
      if (javas.isEmpty()) {
        javas.add(Path.of(System.getProperty("java.home")));
      }
      List<Row> chosen = Row.ALL.stream().filter(this::isChosen).toList();
      if (keep && quick) {
        throw new UsageException(
            "The figures of a quick run are not kept: leave --quick or --keep out.");
      }
      Columns columns = new Columns(javas, jar, jvmOptions, redis, machines, given, only);
      return new Options(quick, runs, chosen, columns, upstreamPort, keep);
    }

    private boolean isChosen(Row row) {
      return rows.isEmpty() ? !row.isExtra() : rows.contains(row);
    }

    private void read(String argument) {
      switch (argument) {
        case "--quick" -> quick = true;
        case "--keep" -> keep = true;
        case "--runs" -> runs = number(argument, 1, 100);
        case "--java" -> javas.add(file(argument, "bin/java"));
        case "--jar" -> jar = file(argument, "");
        case "--jvm" -> jvmOptions.add(value(argument));
        case "--redis" -> redis = true;
        case "--machines" -> machines = true;
        case "--only" -> only.add(value(argument));
        case "--server" -> given.add(GivenServer.parse(value(argument)));
        case "--upstream-port" -> upstreamPort = number(argument, 0, 65535);
        default -> rows.addAll(rows(argument));
      }
    }

    private static List<Row> rows(String argument) {
      if (argument.startsWith("-")) {
        throw new UsageException("There is no option \"%s\".\n\n%s".formatted(argument, HELP));
      }
      return Row.named(argument);
    }

    private String value(String option) {
      String value = left.poll();
      if (value == null) {
        throw new UsageException("%s needs a value.\n\n%s".formatted(option, HELP));
      }
      return value;
    }

    private int number(String option, int least, int most) {
      String value = value(option);
      if (value.matches("\\d{1,9}")) {
        int number = Integer.parseInt(value);
        if (number >= least && number <= most) {
          return number;
        }
      }
      throw new UsageException(
          "%s is \"%s\"; a whole number from %d to %d is allowed"
              .formatted(option, value, least, most));
    }

    private Path file(String option, String below) {
      Path path = Path.of(value(option));
      if (!Files.isRegularFile(path.resolve(below))) {
        throw new UsageException("%s: there is no %s".formatted(option, path.resolve(below)));
      }
      return path;
    }
  }
}

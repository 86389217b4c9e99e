package dev.porchlight;

import dev.porchlight.cluster.redis.RedisRefusalException;
import dev.porchlight.config.InvalidSettingException;
import dev.porchlight.config.Settings;
import dev.porchlight.database.NewerSchemaException;
import dev.porchlight.importer.ImportCommand;
import dev.porchlight.knowledge.content.ContentException;
import java.util.List;
import java.util.Map;

/** Starts the server from the environment, or runs the command that the arguments name. */
public final class Main {

  private static final String COMMANDS =
      """
      Porchlight starts without arguments. Its commands are:
        pages              each page of CONTENT_DIR with its address, and what is left out
        doctor [address]   looks at settings, pages and models, and at the chat from outside
        embed              embeds the pages, and keeps the vectors beside them
        enrich             lets the model describe the pages for the search (--yes: without asking)
        import <source>    makes Markdown pages of a web site, a sitemap or a folder of HTML
      """;

  private Main() {}

  /** Exits with 1 and one line where a setting is wrong or the port is taken. */
  public static void main(String[] args) throws Exception {
    try {
      if (args.length == 0) {
        start();
      } else {
        System.exit(run(args[0], List.of(args).subList(1, args.length)));
      }
    } catch (InvalidSettingException
        | ContentException
        | NewerSchemaException
        | RedisRefusalException
        | StartupException e) {
      System.err.println("Porchlight did not start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void start() {
    PorchlightServer server = PorchlightServer.start(settings());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
    System.out.println(server.description());
  }

  private static Settings settings() {
    return Settings.from(variables());
  }

  private static Map<String, String> variables() {
    return System.getenv();
  }

  private static int run(String command, List<String> args) throws Exception {
    return switch (command) {
      case "doctor" -> DoctorCommand.run(variables(), args, System.out, System.err);
      case "embed" -> EmbedCommand.run(settings(), System.out, System.err);
      case "enrich" -> EnrichCommand.run(settings(), args, System.in, System.out, System.err);
      case "import" -> ImportCommand.run(args, System.out, System.err);
      case "pages" -> PagesCommand.run(settings(), System.out);
      case "help", "--help", "-h" -> {
        System.out.print(COMMANDS);
        yield 0;
      }
      default -> {
        System.err.printf("\"%s\" is no command of Porchlight.%n%s", command, COMMANDS);
        yield 2;
      }
    };
  }
}

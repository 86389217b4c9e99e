package dev.porchlight;

import dev.porchlight.config.InvalidSettingException;
import dev.porchlight.config.Settings;
import dev.porchlight.doctor.Finding;
import dev.porchlight.doctor.SiteCheck;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.ContentReport;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.ContentException;
import dev.porchlight.llm.openai.EndpointConfig;
import dev.porchlight.llm.openai.UpstreamProbe;
import dev.porchlight.web.SiteNames;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Looks at settings, content, models and, where an address is given, at the chat from outside. */
final class DoctorCommand {

  private static final int WRONG_ARGUMENTS = 2;

  private final PrintStream out;
  private boolean isFine = true;

  private DoctorCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * Prints a line for each thing that was looked at.
   *
   * @param args the address of the chat's page, or nothing
   * @return the exit code: 0 where nothing is to be done, else 1; 2 for other arguments
   */
  static int run(Map<String, String> variables, List<String> args, PrintStream out, PrintStream err)
      throws Exception {
    URI address = null;
    if (args.size() == 1) {
      address = addressOf(args.get(0));
    }
    if (args.size() > 1 || (args.size() == 1 && address == null)) {
      err.println(
          "doctor takes the address of the chat's page, such as https://chat.example.com, or nothing.");
      return WRONG_ARGUMENTS;
    }
    DoctorCommand doctor = new DoctorCommand(out);
    doctor.look(variables, address);
    return doctor.isFine ? 0 : 1;
  }

  private static @Nullable URI addressOf(String given) {
    try {
      return SiteNames.checkedUrl(given);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void look(Map<String, String> variables, @Nullable URI address) throws Exception {
    Settings settings;
    try {
      settings = Settings.from(variables);
    } catch (InvalidSettingException e) {
      say("Settings", false, e.getMessage());
      return;
    }
    say("Settings", settings.warnings().isEmpty(), inWords(settings));
    lookAtContent(settings);
    lookAtModels(settings);
    if (address != null) {
      for (Finding finding : new SiteCheck(address, settings.ownerToken()).run()) {
        say("Site", finding.isFine(), finding.sentence());
      }
    }
  }

  private static String inWords(Settings settings) {
    return settings.warnings().isEmpty()
        ? "Each is understood."
        : String.join(" ", settings.warnings());
  }

  private void lookAtContent(Settings settings) {
    try {
      KnowledgeBase knowledge =
          ContentLibrary.open(settings.contentFolder(), settings.site()).get();
      ContentReport report = knowledge.report();
      say("Content", report.passages() > 0, report.inWords() + ".");
      long unaddressed = knowledge.pages().stream().filter(p -> p.url().isEmpty()).count();
      if (unaddressed > 0 && settings.contentFolder() != null) {
        say(
            "Content",
            false,
            "%d pages have no address, so that their sources can't be opened: set SITE_URL."
                .formatted(unaddressed));
      }
      report.warnings().forEach(warning -> say("Content", false, warning));
    } catch (ContentException e) {
      say("Content", false, e.getMessage());
    }
  }

  private void lookAtModels(Settings settings) throws Exception {
    EndpointConfig upstream = settings.models().upstream();
    if (upstream == null) {
      say("Model", true, "None is set: the site's own pages are quoted.");
      return;
    }
    try (CommandRuntime runtime = CommandRuntime.start()) {
      lookAt(upstream, runtime);
      EndpointConfig fallback = settings.models().fallback();
      if (fallback != null) {
        lookAt(fallback, runtime);
      }
    }
  }

  private void lookAt(EndpointConfig upstream, CommandRuntime runtime) {
    UpstreamProbe probe = new UpstreamProbe(upstream, runtime.client(), runtime.scheduler());
    UpstreamProbe.Finding found =
        probe.check(() -> CompletableFuture.completedFuture(true)).toCompletableFuture().join();
    say("Model", found.isUsable(), found.line());
    if (found.isUsable()) {
      UpstreamProbe.Finding speed = probe.measure().toCompletableFuture().join();
      say("Model", speed.isUsable(), speed.line());
    }
  }

  private void say(String what, boolean fine, @Nullable String sentence) {
    isFine &= fine;
    out.printf("%-8s  %-4s  %s%n", what, fine ? "ok" : "!", sentence);
  }
}

package dev.porchlight.importer;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Makes Markdown pages of a site, or of a folder of HTML files. */
public final class ImportCommand {

  private ImportCommand() {}

  /**
   * Runs the command, and returns the process's exit code: 0 where it ran to its end, 1 where the
   * source can't be read, 2 where the arguments are not allowed.
   *
   * @param args those behind the command's name
   * @param out for a line about each page, and the summary
   * @param err for one sentence where it can't go on
   */
  public static int run(List<String> args, PrintStream out, PrintStream err) {
    return run(args, out, err, new SystemPacer());
  }

  static int run(List<String> args, PrintStream out, PrintStream err, Pacer pacer) {
    try {
      run(ImportArguments.of(args), new Report(out), pacer);
      return 0;
    } catch (ImportException e) {
      err.println(e.getMessage());
      return e.exitCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("The import was interrupted; run it again to go on.");
      return ImportException.FAILED;
    }
  }

  private static void save(Manifest manifest, OutputFolder folder) throws ImportException {
    try {
      manifest.save();
    } catch (IOException e) {
      throw ImportException.failed(
          "The record of this import can't be written to %s; check that the folder can be written to."
              .formatted(folder.nameOf(Manifest.NAME)));
    }
  }

  private static void run(ImportArguments arguments, Report report, Pacer pacer)
      throws ImportException, InterruptedException {
    URI site = arguments.site();
    Path source = arguments.folder();
    OutputFolder folder = OutputFolder.at(arguments.out());
    Manifest manifest = Manifest.in(folder.root());
    ImportedPages pages = new ImportedPages(folder, manifest, report);
    try {
      if (site != null) {
        SiteImport.run(site, arguments.max(), pacer, manifest, pages, report);
      } else if (source != null) {
        new FolderImport(source, manifest, pages, report).run(arguments.max());
      }
    } finally {
      save(manifest, folder);
    }
    report.summarize();
  }
}

package dev.porchlight.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How pages' paths become names of files that every system allows. */
final class FileNamesTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "/, '', index.md",
        "'', '', index.md",
        "/about, '', about.md",
        "/docs/, '', docs/index.md",
        "/docs/care.html, '', docs/care.md",
        "/a.php, id=3&x=1, a-id=3-x=1.md",
        "/../../etc/passwd, '', etc/passwd.md",
        "/%2e%2e/%2e%2e%2fx, '', x.md",
        "/..%5c..%5cx, '', x.md",
        "//server/share, '', server/share.md",
        "/C:/x, '', C/x.md",
        "/a<b>c:d|e?f*, '', a-b-c-d-e-f.md",
        "/nul/con.txt/aux, '', _nul/_con.txt/_aux.md",
        "/.git/config, '', git/config.md",
        "/%00/%0a, '', index.md",
        "/caf%C3%A9/日本, '', café/日本.md",
        "/%zz, '', zz.md",
        "/persona, '', persona-2.md",
        "/public/x, '', public_/x.md",
        "/a/a/a/a/a/a/a/a/a/a/a/z, '', a/a/a/a/a/a/a/a/z.md",
      })
  void aPathBecomesAName(String path, String query, String file) {
    assertThat(FileNames.of(path, query, name -> false)).isEqualTo(file);
  }

  @Test
  void aLongNameIsCut() {
    String name = FileNames.of("/" + "😀x".repeat(500) + "/" + "y".repeat(500), "z", any -> false);

    assertThat(name).hasSizeLessThan(140).endsWith("y.md");
  }

  @Test
  void aNameThatIsTakenGetsANumber() {
    Set<String> taken = Set.of("a.md", "a-2.md");

    assertThat(FileNames.of("/A", "", taken::contains)).isEqualTo("A-3.md");
  }
}

package dev.porchlight.knowledge.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What of a file is Markdown, and what its generator would have replaced. */
final class MarkupCleanerTest {

  @Test
  void importsComponentsAndExpressionsAreLeftOutAndTheirTextIsKept() {
    String mdx =
        """
        import Tabs from '@theme/Tabs';
        export const meta = {
          title: 'x > y'
        };

        # Lamps

        <Note kind="tip" onClick={() => { a > b; }}>
        Mind the **wick**.
        </Note>

        {/* a comment */}
        Costs {price} at least, as `List<String> {x}` says; 3 < 4.

        ```jsx
        import kept from 'kept';
        <Kept />
        ```
        """;

    String cleaned = MarkupCleaner.clean(mdx, "mdx");

    assertThat(cleaned)
        .contains("Mind the **wick**.", "`List<String> {x}`", "3 < 4", "import kept", "<Kept />")
        .doesNotContain("Tabs", "meta", "x > y", "Note", "onClick", "comment", "{price}");
  }

  @Test
  void theMarksOfAdmonitionsGoAndTheirTextStays() {
    String markdown =
        """
        :::tip[Do this]
        First.
        :::

        !!! note "Mind"
            Second.

            - third

        Fourth.

        > [!WARNING]
        > Fifth.

        A heading
        {: .lead #x}
        """;

    assertThat(MarkupCleaner.clean(markdown, "md").lines().filter(line -> !line.isBlank()))
        .containsExactly(
            "**Do this**",
            "First.",
            "**Mind**",
            "Second.",
            "- third",
            "Fourth.",
            "> Fifth.",
            "A heading");
  }

  @Test
  void plainMarkdownKeepsItsBraces() {
    assertThat(MarkupCleaner.clean("import this {x} <b>y</b>", "md")).contains("{x} <b>y</b>");
  }
}

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
  void aTagMayGoOverLines() {
    assertThat(
            MarkupCleaner.clean(
                "Before.\n\n{{< img\n  src=\"a.jpg\"\n  alt=\"A park\"\n>}}\n\nAfter.", "md"))
        .contains("A park")
        .doesNotContain("{{", "src=", ">}}");
    assertThat(MarkupCleaner.clean("{% include a.html\n  title=\"Hi\"\n%}", "md"))
        .isEqualToIgnoringWhitespace("Hi");
  }

  @Test
  void rawLiquidBesideAFenceIsCode() {
    assertThat(MarkupCleaner.clean("{% raw %}```html\n{{user}}\n```{% endraw %}\nText", "md"))
        .isEqualTo("```html\n{{user}}\n```\nText\n");
  }

  @Test
  void whatStandsInAnAdmonitionInAnotherIsText() {
    assertThat(
            MarkupCleaner.clean(
                "??? example \"Outer\"\n\n    === \"Tab\"\n\n        ```\n        !!! x\n        ```\n\n"
                    + "        Inner.\n\nAfter.",
                "md"))
        .isEqualTo("**Outer**\n\n\n**Tab**\n\n\n```\n!!! x\n```\n\nInner.\n\nAfter.\n");
  }

  @Test
  void theMarksOfExtensionsGoAndTheirTextStays() {
    String text =
        """
        A claim[^1] with [x][^2] :material-check: ++ctrl+c++{ .key }

        [^1]: The proof.

        [^a]:
            Long one.
        """;
    assertThat(MarkupCleaner.clean(text, "md"))
        .isEqualTo("A claim with [x][^2]  ctrl+c\n\nThe proof.\n\n\nLong one.\n");
    assertThat(MarkupCleaner.clean("## Hours { #hours }\n\nUse `{ .copy }`.", "md"))
        .isEqualTo("## Hours { #hours }\n\nUse `{ .copy }`.\n");
  }

  @Test
  void plainMarkdownKeepsItsBraces() {
    assertThat(MarkupCleaner.clean("import this {x} <b>y</b>", "md")).contains("{x} <b>y</b>");
  }
}

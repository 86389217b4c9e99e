package dev.porchlight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The visitor's place, on a page of nothing but height. */
final class ScrollKeeperTest {

  @RegisterExtension static final Chromium chromium = new Chromium();
  @RegisterExtension static final ServedSite site = new ServedSite();

  private static final String KEEPER =
      """
      const { AutoScroll } = await import('/js/view/auto-scroll.js');
      const page = document.scrollingElement;
      const tall = document.createElement('div');
      const offer = document.createElement('button');
      offer.hidden = true;
      document.body.replaceChildren(tall, offer);
      let height = 0;
      const grow = (pixels) => {
        height += pixels;
        tall.style.height = height + 'px';
        keeper.grown();
      };
      const scrollTo = (top) => new Promise((heard) => {
        addEventListener('scroll', () => requestAnimationFrame(heard), { once: true });
        page.scrollTop = top;
      });
      const isAtEnd = () => page.scrollHeight - page.scrollTop - page.clientHeight < 2;
      const start = () => {
        const keeper = new AutoScroll(offer);
        keeper.start();
        return keeper;
      };
      let keeper = start();
      grow(3000);
      """;

  private ModulePage modules;

  @BeforeEach
  void openModules() {
    modules = ModulePage.open(chromium.open(), site.address());
  }

  @Test
  void itFollowsWhileTheVisitorIsAtTheEnd() {
    assertThat(run("grow(500); return [isAtEnd(), page.scrollTop > 0, offer.hidden];"))
        .isEqualTo("[true,true,true]");
  }

  @Test
  void itStaysWhereTheVisitorScrolledAndOffersTheWayBack() {
    assertThat(run("await scrollTo(1000); grow(500); return [page.scrollTop, offer.hidden];"))
        .isEqualTo("[1000,false]");
  }

  @Test
  void theOfferLeadsToTheEndAndItFollowsAgain() {
    assertThat(
            run(
                """
                await scrollTo(1000);
                grow(500);
                offer.click();
                grow(500);
                return [isAtEnd(), offer.hidden];
                """))
        .isEqualTo("[true,true]");
  }

  @Test
  void whoScrollsBackToTheEndIsFollowedAgain() {
    assertThat(
            run(
                """
                await scrollTo(1000);
                grow(500);
                await scrollTo(page.scrollHeight);
                grow(500);
                return [isAtEnd(), offer.hidden];
                """))
        .isEqualTo("[true,true]");
  }

  @Test
  void aPageThatShrinksIsFollowedStill() {
    assertThat(
            run(
                """
                grow(-1000);
                await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
                grow(2000);
                return [isAtEnd(), offer.hidden];
                """))
        .isEqualTo("[true,true]");
  }

  @Test
  void theNextPageOfTheTabBeginsAtThePlaceThatWasLeft() {
    assertThat(
            run(
                """
                await scrollTo(1000);
                keeper.stop();
                await scrollTo(0);
                keeper = start();
                grow(0);
                return [page.scrollTop, offer.hidden];
                """))
        .isEqualTo("[1000,true]");
  }

  @Test
  void aNewConversationBeginsAtItsStartAndIsFollowed() {
    assertThat(
            run(
                """
                await scrollTo(1000);
                keeper.toStart();
                const first = page.scrollTop;
                grow(500);
                return [first, isAtEnd(), offer.hidden];
                """))
        .isEqualTo("[0,true,true]");
  }

  private String run(String body) {
    return modules.run(KEEPER + body);
  }
}

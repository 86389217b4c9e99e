package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

final class LogLevelTest {

  @ParameterizedTest
  @CsvSource({"'', INFO", "' ', INFO", "debug, DEBUG", "WARN, WARN", "off, OFF"})
  void aLevelThatIsBlankCountsAsNotSet(String given, String level) throws Exception {
    LoggerContext context = new LoggerContext();
    context.putProperty("LOG_LEVEL", given);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogLevelTest.class.getResource("/logback.xml"));
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel())
        .isEqualTo(Level.toLevel(level));
    context.stop();
  }
}

package dev.porchlight.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The project's Dockerfile, its lines that go on in the next one joined. */
record Dockerfile(List<Instruction> instructions) {

  private static final Pattern CONTINUED = Pattern.compile("\\\\\\n\\s*");
  private static final Pattern LIST = Pattern.compile("\\[.*]$");

  /**
   * An instruction.
   *
   * @param stage how many stages begin before it or with it
   * @param argument all that follows its name
   */
  record Instruction(int stage, String name, String argument) {

    List<String> words() {
      return Arrays.asList(argument.split("\\s+"));
    }

    /** The command that is written as a list, which no shell reads first. */
    List<String> list() throws JsonProcessingException {
      Matcher list = LIST.matcher(argument);
      assertThat(list.find()).as(argument).isTrue();
      return List.of(new ObjectMapper().readValue(list.group(), String[].class));
    }
  }

  static Dockerfile read() throws IOException {
    String text = Files.readString(Path.of("Dockerfile"));
    List<Instruction> instructions = new ArrayList<>();
    int stage = 0;
    for (String line : CONTINUED.matcher(text).replaceAll("").lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("\\s+", 2);
        stage += parts[0].equals("FROM") ? 1 : 0;
        instructions.add(new Instruction(stage, parts[0], parts[1]));
      }
    }
    return new Dockerfile(instructions);
  }

  List<Instruction> all(String name) {
    return instructions.stream().filter(each -> each.name().equals(name)).toList();
  }

  /** The one instruction of that name that holds in the image. */
  Instruction ofTheImage(String name) {
    int last = instructions.get(instructions.size() - 1).stage();
    List<Instruction> found =
        all(name).stream().filter(instruction -> instruction.stage() == last).toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  /** What follows an option in any of the commands that build the image. */
  String option(String option) {
    Matcher value =
        Pattern.compile(Pattern.quote(option) + "\\s+(\\S+)")
            .matcher(String.join("\n", all("RUN").stream().map(Instruction::argument).toList()));
    assertThat(value.find()).as(option).isTrue();
    return value.group(1);
  }
}

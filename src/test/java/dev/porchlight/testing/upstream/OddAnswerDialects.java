package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Dialect.stream;
import static dev.porchlight.testing.upstream.Endings.cutOff;
import static dev.porchlight.testing.upstream.Endings.failed;
import static dev.porchlight.testing.upstream.Endings.finished;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.TokenUsage;
import java.util.List;

/** Answers that end without a text, or with one that is no whole answer, and odd shapes of text. */
final class OddAnswerDialects {
  private static final String DONE = "data: [DONE]\n\n";
  private static final String STOP =
      "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

  private OddAnswerDialects() {}

  static List<Dialect> rows() {
    return List.of(
        stream(
            "only-thought",
            "reasoning up to the length limit",
            delta("{'reasoning_content':'Let me see'}") + end("length") + DONE,
            "",
            failed(FailureCode.THINKING_USED_UP)),
        stream(
            "only-thought-with-usage",
            "reasoning up to the length limit, and what it cost",
            delta("{'reasoning_content':'Let me see'}")
                + end("length")
                + json("{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':64}}")
                + DONE,
            "",
            new CompletionOutcome.Failed(FailureCode.THINKING_USED_UP, null)
                .costing(new TokenUsage(9, 64))),
        stream(
            "thought-again-as-text",
            "a content that repeats the reasoning, in one piece",
            delta("{'reasoning_content':'Let me '}")
                + delta("{'reasoning_content':'see.'}")
                + delta("{'content':'Let me see.'}")
                + STOP
                + DONE,
            "",
            failed(FailureCode.ANSWER_EMPTY)),
        stream(
            "begins-like-its-thought",
            "a content that begins as the reasoning did",
            delta("{'reasoning_content':'Let me see.'}")
                + delta("{'content':'Let me '}")
                + delta("{'content':'tell you.'}")
                + STOP
                + DONE,
            "Let me tell you.",
            finished("stop")),
        stream(
            "filtered-whole",
            "a filter that lets nothing through",
            delta("{'role':'assistant'}") + end("content_filter") + DONE,
            "",
            failed(FailureCode.ANSWER_FILTERED)),
        stream(
            "filtered-halfway",
            "a filter that ends the answer in its midst",
            delta("{'content':'Once upon'}") + end("content_filter") + DONE,
            "Once upon",
            cutOff(Reason.FILTERED)),
        stream(
            "calls-a-tool",
            "a call of a tool instead of an answer",
            delta("{'tool_calls':[{'index':0,'function':{'name':'f'}}]}")
                + end("tool_calls")
                + DONE,
            "",
            failed(FailureCode.ANSWER_EMPTY)),
        stream(
            "refusal",
            "a refusal in its own field",
            delta("{'content':null,'refusal':'I cannot '}")
                + delta("{'refusal':'say that.'}")
                + STOP
                + DONE,
            "I cannot say that.",
            new CompletionOutcome.Finished("refusal", null)),
        stream(
            "length-then-stop",
            "two finish reasons, of which the first counts",
            delta("{'content':'Half'}") + end("length") + STOP + DONE,
            "Half",
            cutOff(Reason.LENGTH)),
        stream(
            "perplexity",
            "the whole message beside each delta",
            json("{'choices':[{'index':0,'message':{'content':'One'},'delta':{'content':'One'}}]}")
                + json(
                    "{'choices':[{'index':0,'message':{'content':'One two'},"
                        + "'delta':{'content':' two'},'finish_reason':'stop'}]}"),
            "One two",
            finished("stop")),
        stream(
            "groq-error",
            "an error within x_groq, and a finish reason after it",
            json("{'choices':[{'delta':{}}],'x_groq':{'id':'r','error':'over capacity'}}") + STOP,
            "",
            failed(FailureCode.UPSTREAM_BAD_RESPONSE)),
        stream(
            "cut-line-end",
            "an end between the CR and the LF after the finishing chunk",
            delta("{'content':'Whole.'}") + STOP.substring(0, STOP.length() - 2) + "\r",
            "Whole.",
            finished("stop")),
        stream(
            "cut-finish",
            "an end within the finishing chunk",
            delta("{'content':'Half'}") + STOP.substring(0, STOP.length() - 9),
            "Half",
            cutOff(Reason.UPSTREAM_ENDED)),
        stream(
            "long-finish-reason",
            "a finish reason of 100 kB",
            delta("{'content':'Yes.'}") + end("x".repeat(100_000)) + DONE,
            "Yes.",
            finished("unknown")),
        stream(
            "legacy-completion",
            "the text of the older completions API",
            json("{'choices':[{'text':'Old ','index':0,'finish_reason':null}]}")
                + json("{'choices':[{'text':'words.','index':0,'finish_reason':'stop'}]}")
                + DONE,
            "Old words.",
            finished("stop")),
        stream(
            "usage-of-nothing",
            "a usage without counts",
            delta("{'content':'Yes.'}") + json("{'choices':[],'usage':{}}") + STOP + DONE,
            "Yes.",
            finished("stop")),
        stream(
            "usage-below-zero",
            "a usage of negative counts",
            delta("{'content':'Yes.'}")
                + json("{'choices':[],'usage':{'prompt_tokens':-1,'completion_tokens':-1}}")
                + STOP
                + DONE,
            "Yes.",
            finished("stop")),
        stream(
            "usage-beyond-reason",
            "a usage of more than any model reads",
            delta("{'content':'Yes.'}")
                + json(
                    "{'choices':[],'usage':{'prompt_tokens':9000000000000000000,"
                        + "'completion_tokens':9000000000000000000}}")
                + STOP
                + DONE,
            "Yes.",
            finished("stop")),
        stream(
            "usage-by-other-names",
            "input_tokens and output_tokens",
            delta("{'content':'Yes.'}")
                + json("{'choices':[],'usage':{'input_tokens':5,'output_tokens':2}}")
                + STOP
                + DONE,
            "Yes.",
            finished("stop", 5, 2)));
  }

  private static String delta(String delta) {
    return json("{'choices':[{'index':0,'delta':" + delta + "}]}");
  }

  private static String end(String reason) {
    return json("{'choices':[{'index':0,'delta':{},'finish_reason':'" + reason + "'}]}");
  }

  private static String json(String data) {
    return "data: " + data.replace('\'', '"') + "\n\n";
  }
}

package dev.porchlight.web;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.owner.UnansweredQuestions;
import dev.porchlight.web.OwnerContent.Written;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the owner sees of their pages and does with them. */
public final class OwnerContentHandlers {

  private final OwnerAccess access;
  private final OwnerContent content;
  private final UnansweredQuestions unanswered;
  private final RequestBodyReader bodies;
  private final Timers timers;

  /** What the owner is told when their answer was written. */
  private record Added(String question, boolean live) {}

  /**
   * @param access lets the owner in
   * @param unanswered loses the question that was answered
   * @param timers runs what reads files
   */
  public OwnerContentHandlers(
      OwnerAccess access,
      OwnerContent content,
      UnansweredQuestions unanswered,
      RequestBodyReader bodies,
      Timers timers) {
    this.access = access;
    this.content = content;
    this.unanswered = unanswered;
    this.bodies = bodies;
    this.timers = timers;
  }

  /** Answers with what is known, and what is wrong with files. */
  public void state(Context ctx) {
    access.check(ctx);
    ctx.future(
        () ->
            CompletableFuture.supplyAsync(content::state, timers.executor()).thenAccept(ctx::json));
  }

  /** Reads the owner's content again, for a deploy hook; 409 while another reload goes on. */
  public void reload(Context ctx) {
    access.check(ctx);
    ctx.future(
        () ->
            CompletableFuture.supplyAsync(content::reload, timers.executor())
                .thenAccept(
                    reload -> {
                      if (reload == null) {
                        throw new ProblemException(
                            Problem.of(
                                409,
                                "reload_under_way",
                                "A reload is under way; wait until it is done."));
                      }
                      ctx.json(reload);
                    }));
  }

  /**
   * Appends an answer of the owner's to {@code faq.md}: 201; 400 where it can't be an entry, 409
   * where the file can't be written or answers the question already.
   */
  public void write(Context ctx) {
    access.check(ctx);
    RequestContent.checkJson(ctx);
    ctx.future(
        () ->
            bodies
                .read(ctx, FaqRequest.MAX_BODY_BYTES)
                .thenApply(FaqRequest::parse)
                .thenCompose(request -> write(ctx, request)));
  }

  private CompletionStage<Void> write(Context ctx, FaqRequest request) {
    String question = request.checkedQuestion();
    return content
        .write(question, request.checkedAnswer())
        .thenAccept(
            written -> {
              if (!(written instanceof Written.Added added)) {
                throw new ProblemException(refusal(written));
              }
              forget(question, request);
              ctx.status(201).json(new Added(question, added.live()));
            });
  }

  /** By its id, or by its words where none was given. */
  private void forget(String question, FaqRequest request) {
    if (request.unanswered() != null) {
      var unused = unanswered.erase(request.unanswered());
      return;
    }
    unanswered.list().stream()
        .filter(each -> each.question().equalsIgnoreCase(question.strip()))
        .forEach(
            each -> {
              var unused = unanswered.erase(each.id());
            });
  }

  private static Problem refusal(Written written) {
    if (written instanceof Written.Refused refused) {
      return refused.field() == null
          ? Problem.of(409, "faq_not_writable", refused.why())
          : Problem.invalidField(refused.field(), refused.why());
    }
    String question = ((Written.AnsweredBefore) written).question();
    return Problem.of(
        409,
        "answered_before",
        "Your faq.md answers this already, under “" + question + "”. Change it there.");
  }
}

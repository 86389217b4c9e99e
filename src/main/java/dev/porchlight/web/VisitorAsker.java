package dev.porchlight.web;

import dev.porchlight.answer.Asker;
import dev.porchlight.visitor.Admission;
import dev.porchlight.visitor.Charge;
import dev.porchlight.visitor.RateLimit;
import dev.porchlight.visitor.VisitorAddress;
import dev.porchlight.visitor.VisitorLimits;
import org.jspecify.annotations.Nullable;

/**
 * One visitor with one question: charged for a new answer, and for the stream while it is read. For
 * one request.
 */
final class VisitorAsker implements Asker {

  private final VisitorAddress address;
  private final VisitorLimits limits;
  private volatile @Nullable Charge question;
  private volatile @Nullable Charge stream;
  private @Nullable Problem refusal;
  private volatile @Nullable RateLimit rateLimit;

  VisitorAsker(VisitorAddress address, VisitorLimits limits) {
    this.address = address;
    this.limits = limits;
  }

  @Override
  public String key() {
    return address.toString();
  }

  @Override
  public boolean charge() {
    if (limits.tryStream(address) instanceof Admission.Admitted place) {
      stream = place.charge();
      return chargeQuestion();
    }
    refusal = Refusals.tooManyStreams();
    return false;
  }

  @Override
  public void refund() {
    giveBack(question);
    giveBack(stream);
    rateLimit = null;
  }

  /** The stream is read no longer. */
  void release() {
    giveBack(stream);
  }

  /** Why {@link #charge} refused. */
  Problem refusal() {
    return refusal == null ? Refusals.tooManyStreams() : refusal;
  }

  /** What is left of the questions. */
  RateLimit rateLimit() {
    RateLimit charged = rateLimit;
    return charged == null ? limits.remainingQuestions(address) : charged;
  }

  private boolean chargeQuestion() {
    Admission admission = limits.tryQuestion(address);
    rateLimit = admission.rateLimit();
    if (admission instanceof Admission.Admitted admitted) {
      question = admitted.charge();
      return true;
    }
    release();
    refusal = Refusals.tooManyQuestions((Admission.Refused) admission);
    return false;
  }

  private static void giveBack(@Nullable Charge charge) {
    if (charge != null) {
      charge.giveBack();
    }
  }
}

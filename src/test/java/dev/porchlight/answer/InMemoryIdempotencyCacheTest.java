package dev.porchlight.answer;

/** The keys of one process. */
final class InMemoryIdempotencyCacheTest extends IdempotencyCacheContract {

  private final IdempotencyCache cache = inMemory();

  @Override
  protected IdempotencyCache cache() {
    return cache;
  }
}

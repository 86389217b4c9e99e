package dev.porchlight.cluster.limits;

import java.util.function.IntFunction;

/**
 * A limit of this machine's own, made anew when the number of machines that share it changes. Safe
 * for use by any thread.
 */
final class MachineShare<T> {

  private record Made<T>(int machines, T limit) {}

  private final IntFunction<T> factory;
  private volatile Made<T> made;

  /**
   * @param factory makes the limit of each of so many machines
   */
  MachineShare(IntFunction<T> factory) {
    this.factory = factory;
    this.made = new Made<>(1, factory.apply(1));
  }

  T of(int machines) {
    Made<T> now = made;
    return now.machines == machines ? now.limit : make(machines);
  }

  private synchronized T make(int machines) {
    if (made.machines != machines) {
      made = new Made<>(machines, factory.apply(machines));
    }
    return made.limit;
  }
}

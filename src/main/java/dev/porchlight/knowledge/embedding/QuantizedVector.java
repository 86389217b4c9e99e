package dev.porchlight.knowledge.embedding;

/**
 * A vector of which each component is one signed byte, scaled by the greatest: a quarter of the
 * memory, and its angles to others hardly change. Immutable.
 */
final class QuantizedVector {

  private static final int GREATEST = 127;

  private final byte[] components;
  private final double length;

  private QuantizedVector(byte[] components) {
    this.components = components;
    this.length = Math.sqrt(dot(components, components));
  }

  static QuantizedVector of(float[] vector) {
    float greatest = 0;
    for (float component : vector) {
      greatest = Math.max(greatest, Math.abs(component));
    }
    byte[] components = new byte[vector.length];
    for (int i = 0; i < vector.length && greatest > 0; i++) {
      components[i] = (byte) Math.round(vector[i] / greatest * GREATEST);
    }
    return new QuantizedVector(components);
  }

  static QuantizedVector ofBytes(byte[] components) {
    return new QuantizedVector(components.clone());
  }

  byte[] toBytes() {
    return components.clone();
  }

  int dimensions() {
    return components.length;
  }

  /** The cosine of the angle between them, from -1 to 1; -1 where their lengths differ. */
  double similarity(QuantizedVector other) {
    double lengths = length * other.length;
    return components.length != other.components.length || lengths == 0
        ? -1
        : dot(components, other.components) / lengths;
  }

  private static double dot(byte[] one, byte[] other) {
    int sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}

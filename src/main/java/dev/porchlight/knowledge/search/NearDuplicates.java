package dev.porchlight.knowledge.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which passages say nearly the same, as a paragraph does that is kept in several versions of a
 * manual. Found by MinHash over runs of four words, with locality-sensitive hashing (Broder 1997;
 * Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3). Immutable.
 */
final class NearDuplicates {

  private static final int HASHES = 64;
  private static final int ROWS = 4;
  private static final int RUN = 4;
  private static final double ALIKE = 0.8;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  private final int[] groups;

  private NearDuplicates(int[] groups) {
    this.groups = groups;
  }

  /**
   * Groups texts.
   *
   * @param texts plain, in their order
   */
  static NearDuplicates among(List<String> texts) {
    int[] groups = new int[texts.size()];
    List<int[]> signatures = texts.parallelStream().map(NearDuplicates::signature).toList();
    Map<Long, List<Integer>> bands = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      groups[i] = groupOf(i, signatures, bands, groups);
    }
    return new NearDuplicates(groups);
  }

  private static int groupOf(
      int text, List<int[]> signatures, Map<Long, List<Integer>> bands, int[] groups) {
    int[] signature = signatures.get(text);
    int group = text;
    for (int band = 0; band < HASHES; band += ROWS) {
      int rows = Arrays.hashCode(Arrays.copyOfRange(signature, band, band + ROWS));
      List<Integer> same =
          bands.computeIfAbsent(((long) band << 32) ^ rows, none -> new ArrayList<>(1));
      for (int other : same) {
        if (groups[other] < group && likeness(signature, signatures.get(other)) >= ALIKE) {
          group = groups[other];
        }
      }
      if (same.isEmpty() || groups[same.get(0)] != group) {
        same.add(text);
      }
    }
    return group;
  }

  private static double likeness(int[] one, int[] other) {
    int equal = 0;
    for (int i = 0; i < HASHES; i++) {
      equal += one[i] == other[i] ? 1 : 0;
    }
    return (double) equal / HASHES;
  }

  /** The least value of each hash function over all runs of words. */
  private static int[] signature(String text) {
    int[] least = new int[HASHES];
    Arrays.fill(least, Integer.MAX_VALUE);
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (word.find()) {
      words.add(word.group());
    }
    for (int start = 0; start == 0 || start + RUN <= words.size(); start++) {
      int run = words.subList(start, Math.min(words.size(), start + RUN)).hashCode();
      for (int i = 0; i < HASHES; i++) {
        least[i] = Math.min(least[i], mixed(run + i * 0x9E3779B9));
      }
    }
    return least;
  }

  /** The finalizer of MurmurHash3, which is in the public domain. */
  private static int mixed(int value) {
    int mixed = value;
    mixed = (mixed ^ (mixed >>> 16)) * 0x85EBCA6B;
    mixed = (mixed ^ (mixed >>> 13)) * 0xC2B2AE35;
    return mixed ^ (mixed >>> 16);
  }

  /** The same number for texts that are nearly the same: that of the first of them. */
  int groupOf(int text) {
    return groups[text];
  }
}

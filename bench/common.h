/* What the upstream and the load generator of the benchmark share. */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define NANOS_PER_SECOND 1000000000LL

/*
 * The text of each delta is "@" and the CLOCK_MONOTONIC time at which it was written, in nanoseconds and 18 digits,
 * then "." and its number within the answer, from 0 and in 7 digits, then a space. The clock is the same for all
 * processes of a machine, so that the reader can tell how long the delta took.
 */
#define STAMP_DIGITS 18
#define NUMBER_DIGITS 7
#define MAX_DELTAS 9999999

/* Connections are found by their descriptor. */
#define MAX_FILES 65536

static inline int64_t now_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * NANOS_PER_SECOND + now.tv_nsec;
}

static inline struct timespec to_timespec(int64_t nanos) {
  return (struct timespec){.tv_sec = nanos / NANOS_PER_SECOND, .tv_nsec = nanos % NANOS_PER_SECOND};
}

/* Says what is wrong and ends the program with status 2. */
__attribute__((format(printf, 1, 2), noreturn)) static inline void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(2);
}

static inline void set_nonblocking(int fd) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* Takes as many open files as the machine allows, and fails where those are fewer than are needed. */
static inline void need_files(rlim_t needed) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max < MAX_FILES ? limit.rlim_max : MAX_FILES;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < needed) {
    fail("%ju open files are needed, and %ju are allowed: raise the limit with \"ulimit -n %ju\", or ask for fewer streams",
         (uintmax_t)needed, (uintmax_t)limit.rlim_cur, (uintmax_t)needed);
  }
}

/* A whole number of the command line within its bounds. */
static inline long number_argument(const char *name, const char *text, long least, long most) {
  char *end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0' || value < least || value > most) {
    fail("%s is \"%s\"; a whole number from %ld to %ld is allowed", name, text, least, most);
  }
  return value;
}

#endif

/* What processes use of the machine, as /proc tells it. */
#ifndef BENCH_PROCESSES_H
#define BENCH_PROCESSES_H

#include "common.h"

#define MAX_PROCESSES 16

/* CPU seconds, resident memory and threads, summed over processes. */
struct usage {
  double cpu_seconds;
  long kilobytes;
  long threads;
};

static void add_stat(struct usage *usage, long pid) {
  char path[64];
  char text[1024];
  snprintf(path, sizeof path, "/proc/%ld/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    return;
  }
  size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[length] = '\0';
  /* The name before ")" may hold anything; fields 14, 15, 20 and 24 of proc(5) follow. */
  char *rest = strrchr(text, ')');
  unsigned long user, system;
  long threads, pages;
  if (rest != NULL && sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d %ld %*d %*u %*u %ld",
                             &user, &system, &threads, &pages) == 4) {
    usage->cpu_seconds += (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
    usage->threads += threads;
    usage->kilobytes += pages * (sysconf(_SC_PAGESIZE) / 1024);
  }
}

static void add_with_children(struct usage *usage, long pid) {
  add_stat(usage, pid);
  char path[64];
  snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", pid, pid);
  FILE *file = fopen(path, "r");
  if (file != NULL) {
    long child;
    while (fscanf(file, "%ld", &child) == 1) {
      add_stat(usage, child);
    }
    fclose(file);
  }
}

/* Processes that are measured together, with their children. */
struct processes {
  long pids[MAX_PROCESSES];
  int count;
  double cpu_before;
  double cpu_seconds;
  long peak_kilobytes;
  long threads;
};

static struct usage usage_of(const struct processes *processes) {
  struct usage usage = {0};
  for (int i = 0; i < processes->count; i++) {
    add_with_children(&usage, processes->pids[i]);
  }
  return usage;
}

static void add_process(struct processes *processes, long pid) {
  if (processes->count == MAX_PROCESSES) {
    fail("no more than %d processes can be measured together", MAX_PROCESSES);
  }
  processes->pids[processes->count++] = pid;
}

static void begin_measuring(struct processes *processes) {
  processes->cpu_before = usage_of(processes).cpu_seconds;
}

static void sample_memory(struct processes *processes) {
  struct usage usage = usage_of(processes);
  if (usage.kilobytes > processes->peak_kilobytes) {
    processes->peak_kilobytes = usage.kilobytes;
  }
  if (usage.threads > processes->threads) {
    processes->threads = usage.threads;
  }
}

static void end_measuring(struct processes *processes) {
  processes->cpu_seconds = usage_of(processes).cpu_seconds - processes->cpu_before;
}

#endif

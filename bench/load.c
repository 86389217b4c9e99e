/*
 * A load generator for the benchmark: asks questions, reads the streams, prints one line of JSON. Run without arguments
 * it says how. It understands the deltas of upstream.c, whatever the server between wraps them in.
 *
 * One thread, no allocation for a delta. The time of a delta is taken once for each read.
 */
#define _GNU_SOURCE
#include "common.h"
#include "processes.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#define MAX_EVENTS 512
#define MAX_LINE 128
#define MAX_REQUEST 8192
#define MAX_QUESTIONS 1000
#define MAX_SERVERS 8
#define MAX_ID 64
#define READ_BYTES (128 * 1024)
#define STAMP_LENGTH (1 + STAMP_DIGITS + 1 + NUMBER_DIGITS)
#define NONE (-1)

/* A stream stalls where the gap between two of its deltas is so much over the pace. */
#define STALL_NANOS (200 * 1000000LL)

#define SLOW_BYTES_A_SECOND 1024
#define SLOW_BUFFER_BYTES 4096
#define SLOW_DELTAS 1000
#define UNIQUE_OF_SLOW 500000000

/* No other visitor has so high a number: 10.255.0.0. */
#define FIRST_SLOW_VISITOR (255u << 16)

#define SAMPLE_NANOS (200 * 1000000LL)

static const char USAGE[] =
    "usage: load --url http://127.0.0.1:PORT/PATH [option value]...\n"
    "  --url        what is asked; on this machine alone, since clocks are compared; of several, each in turn\n"
    "  --body       the request's body; QUESTION stands for the question (default {\"message\":\"QUESTION\"})\n"
    "  --question   the question's words; the marker for the upstream is added\n"
    "  --questions  a file of questions, one a line, asked in turn without a marker\n"
    "  --streams    how many are open at a time (default 1)\n"
    "  --total      how many are opened in all (default: as many as the seconds allow)\n"
    "  --rate       deltas a second of each, 0 for full speed (default 50)\n"
    "  --count      deltas of each (default 100)\n"
    "  --batch      deltas that the upstream sends in one write at full speed (default 1)\n"
    "  --ramp       how many are opened a second until all are open, 0 for at once (default 0)\n"
    "  --seconds    nothing is opened after so long (default 10)\n"
    "  --deadline   what is still open after so long is cut (default: the seconds and 30)\n"
    "  --same       1: one question for all, which may come from a cache\n"
    "  --keep-alive 1: connections are used again\n"
    "  --slow       how many more readers take 1 kB a second of answers that come at full speed (default 0)\n"
    "  --elsewhere  1: each answer is read at the server after the one that was asked, from its start\n"
    "  --expect     text that each answer must hold; how many do is counted\n"
    "  --pid        the server's process, whose CPU and memory are reported, with those of its children; of several, in sum\n"
    "  --beside     a process that the server needs, whose CPU and memory are reported apart";

enum state { CLOSED, CONNECTING, READING_HEAD, READING_SIZE, READING_CHUNK, READING_TO_LENGTH, READING_TO_END };

struct stream {
  int fd;
  enum state state;
  long question_number;
  int64_t opened;
  int server;

  /* Whether it is still to be read elsewhere, and the stream's id as far as it is known. */
  bool moves;
  int id_matched;
  char id[MAX_ID];
  int id_length;

  /* The response. */
  char line[MAX_LINE];
  int line_length;
  int status;
  bool chunked;
  bool closes;
  int64_t left;

  /* The answer. */
  int stamp_matched;
  int64_t stamp;
  long number;
  long next;
  long received;
  int64_t last;
  bool stalled;
  int expect_matched;
  bool expected;
};

struct server {
  char host[64];
  int port;
  char path[256];
  struct sockaddr_in address;
};

static struct {
  struct server servers[MAX_SERVERS];
  int server_count;
  const char *body;
  const char *question;
  const char *questions;
  const char *expect;
  long streams, total, rate, count, batch, ramp, seconds, deadline, same, keep_alive, slow, elsewhere;
} options = {.body = "{\"message\":\"QUESTION\"}",
             .question = "What is Porchlight?",
             .streams = 1,
             .rate = 50,
             .count = 100,
             .batch = 1,
             .seconds = 10};

static struct {
  long opened, finished, broken, refused, cut, expected;
  int first_refusal;
  long deltas, lost, disordered, stalled;
  int64_t first_nanos, last_nanos;
} totals;

static struct processes measured;
static struct processes beside;

/*
 * Durations in buckets whose width is 1/64 of their value. Index 64 * e + m stands for (64 + m) << e; the first 64 are
 * exact.
 */
struct histogram {
  uint64_t buckets[64 * 59];
  uint64_t count;
  int64_t most;
};

static struct histogram first_delta;
static struct histogram added;

static struct stream *streams;
static int *slow_readers;
static char refusal[400];
static int by_fd[MAX_FILES];
static int epoll;
static const char *question_lines[MAX_QUESTIONS];
static int question_count;
static int expect_borders[256];
static int64_t started;
static int64_t unique;

static void record(struct histogram *histogram, int64_t nanos) {
  uint64_t value = nanos > 0 ? (uint64_t)nanos : 0;
  int shift = value < 128 ? 0 : 57 - __builtin_clzll(value);
  histogram->buckets[64 * shift + (int)(value >> shift)]++;
  histogram->count++;
  if (nanos > histogram->most) {
    histogram->most = nanos;
  }
}

static double quantile_millis(const struct histogram *histogram, double quantile) {
  uint64_t wanted = (uint64_t)(quantile * (double)histogram->count);
  uint64_t seen = 0;
  for (int i = 0; i < (int)(sizeof histogram->buckets / sizeof histogram->buckets[0]); i++) {
    seen += histogram->buckets[i];
    if (seen > wanted) {
      int shift = i < 128 ? 0 : i / 64 - 1;
      return (double)((uint64_t)(i - 64 * shift) << shift) / 1e6;
    }
  }
  return (double)histogram->most / 1e6;
}

/* Whether the next delta of a stream is later than its pace allows. */
static bool is_late(int64_t last, int64_t now) {
  return options.rate > 0 && now - last > NANOS_PER_SECOND / options.rate + STALL_NANOS;
}

static void take_delta(struct stream *stream, int64_t now) {
  record(&added, now - stream->stamp);
  if (stream->number != stream->next) {
    totals.disordered++;
  }
  if (stream->received == 0) {
    record(&first_delta, now - stream->opened);
  } else if (is_late(stream->last, now)) {
    stream->stalled = true;
  }
  stream->next = stream->number + 1;
  stream->received++;
  stream->last = now;
  if (totals.deltas++ == 0) {
    totals.first_nanos = now;
  }
  totals.last_nanos = now;
}

/* Takes the next character of what may be a stamp. */
static void match_stamp(struct stream *stream, char c, int64_t now) {
  int place = stream->stamp_matched;
  bool is_point = place == 1 + STAMP_DIGITS;
  if (place == 0 ? c != '@' : is_point ? c != '.' : c < '0' || c > '9') {
    stream->stamp_matched = c == '@';
    stream->stamp = 0;
    return;
  }
  if (place == 0) {
    stream->stamp = 0;
  } else if (is_point) {
    stream->number = 0;
  } else if (place < 1 + STAMP_DIGITS) {
    stream->stamp = stream->stamp * 10 + (c - '0');
  } else {
    stream->number = stream->number * 10 + (c - '0');
  }
  stream->stamp_matched++;
  if (stream->stamp_matched == STAMP_LENGTH) {
    stream->stamp_matched = 0;
    take_delta(stream, now);
  }
}

static void find_stamps(struct stream *stream, const char *bytes, size_t length, int64_t now) {
  const char *end = bytes + length;
  while (bytes < end) {
    if (stream->stamp_matched == 0) {
      bytes = memchr(bytes, '@', (size_t)(end - bytes));
      if (bytes == NULL) {
        return;
      }
    }
    match_stamp(stream, *bytes++, now);
  }
}

/* The borders of the expected text's beginnings, as Knuth, Morris and Pratt have them. */
static void prepare_expected(void) {
  size_t length = strlen(options.expect);
  if (length == 0 || length >= sizeof expect_borders / sizeof expect_borders[0]) {
    fail("--expect has %zu characters; 1 to 255 are allowed", length);
  }
  for (int i = 1, border = 0; i < (int)length; i++) {
    while (border > 0 && options.expect[i] != options.expect[border]) {
      border = expect_borders[border - 1];
    }
    border += options.expect[i] == options.expect[border];
    expect_borders[i] = border;
  }
}

static void find_expected(struct stream *stream, const char *bytes, size_t length) {
  for (size_t i = 0; i < length && !stream->expected; i++) {
    int matched = stream->expect_matched;
    while (matched > 0 && bytes[i] != options.expect[matched]) {
      matched = expect_borders[matched - 1];
    }
    matched += bytes[i] == options.expect[matched];
    stream->expect_matched = matched;
    stream->expected = options.expect[matched] == '\0';
  }
}

/* Keeps the start of the first refusal's body, which may say what to mend. */
static void keep_refusal(const char *bytes, size_t length) {
  if (refusal[0] == '\0') {
    snprintf(refusal, sizeof refusal, "%.*s", (int)length, bytes);
  }
}

static const char before_id[] = "\"id\":\"";

/* So far has matched what stands before an id, and the quotation mark after it. */
#define ID_KNOWN ((int)sizeof before_id)

/* Finds the stream's id, which stands in the first event. */
static void find_id(struct stream *stream, const char *bytes, size_t length) {
  for (size_t i = 0; i < length && stream->id_matched < ID_KNOWN; i++) {
    if (stream->id_matched < ID_KNOWN - 1) {
      stream->id_matched = bytes[i] == before_id[stream->id_matched] ? stream->id_matched + 1 : bytes[i] == before_id[0];
    } else if (bytes[i] == '"') {
      stream->id[stream->id_length] = '\0';
      stream->id_matched++;
    } else if (stream->id_length < MAX_ID - 1) {
      stream->id[stream->id_length++] = bytes[i];
    }
  }
}

static void read_content(struct stream *stream, const char *bytes, size_t length, int64_t now) {
  if (stream->status != 200) {
    keep_refusal(bytes, length);
  } else if (stream->moves) {
    find_id(stream, bytes, length);
  } else {
    find_stamps(stream, bytes, length, now);
    if (options.expect != NULL && !stream->expected) {
      find_expected(stream, bytes, length);
    }
  }
}

static void disconnect(struct stream *stream) {
  if (stream->fd != NONE) {
    close(stream->fd);
    stream->fd = NONE;
  }
  stream->state = CLOSED;
}

/* Counts a stream that is over. */
static void conclude(struct stream *stream, bool whole) {
  totals.stalled += stream->stalled;
  if (stream->status != 0 && stream->status != 200) {
    totals.refused++;
    totals.first_refusal = totals.first_refusal == 0 ? stream->status : totals.first_refusal;
  } else if (whole) {
    totals.finished++;
    totals.expected += stream->expected;
  } else {
    totals.broken++;
  }
  if (stream->status == 200 && options.questions == NULL) {
    totals.lost += options.count - stream->received;
  }
}

/* The response is over, and what belongs to it has been read. */
static void finish(struct stream *stream) {
  conclude(stream, true);
  stream->state = CLOSED;
  if (!options.keep_alive || stream->closes) {
    disconnect(stream);
  }
}

static void break_off(struct stream *stream) {
  conclude(stream, stream->state == READING_TO_END);
  disconnect(stream);
}

static void read_header(struct stream *stream) {
  const char *line = stream->line;
  if (strncmp(line, "HTTP/1.", 7) == 0 && stream->status == 0) {
    stream->status = atoi(line + 9);
  } else if (strncasecmp(line, "transfer-encoding:", 18) == 0) {
    stream->chunked = strcasestr(line + 18, "chunked") != NULL;
  } else if (strncasecmp(line, "content-length:", 15) == 0) {
    stream->left = atoll(line + 15);
  } else if (strncasecmp(line, "connection:", 11) == 0) {
    stream->closes = strcasestr(line + 11, "close") != NULL;
  }
}

static void end_head(struct stream *stream) {
  if (stream->chunked) {
    stream->state = READING_SIZE;
    stream->left = NONE;
  } else if (stream->left == NONE) {
    stream->state = READING_TO_END;
  } else if (stream->left > 0) {
    stream->state = READING_TO_LENGTH;
  } else {
    finish(stream);
  }
}

/*
 * The line between two chunks: the end of the one before, a size, or, after the last, what is left of the trailer. Left is
 * NONE until a size has been read, and 0 after the last one.
 */
static void end_size_line(struct stream *stream) {
  if (stream->left == 0) {
    if (stream->line_length == 0) {
      finish(stream);
    }
  } else if (stream->line_length > 0) {
    stream->left = strtoll(stream->line, NULL, 16);
    if (stream->left > 0) {
      stream->state = READING_CHUNK;
    }
  }
}

static void read_line(struct stream *stream, char c) {
  if (c != '\n') {
    if (c != '\r' && stream->line_length < MAX_LINE - 1) {
      stream->line[stream->line_length++] = c;
    }
    return;
  }
  stream->line[stream->line_length] = '\0';
  if (stream->state == READING_SIZE) {
    end_size_line(stream);
  } else if (stream->line_length > 0) {
    read_header(stream);
  } else {
    end_head(stream);
  }
  stream->line_length = 0;
}

/* Reads a piece of a body; gives how much of the bytes belonged to it. */
static size_t read_body(struct stream *stream, const char *bytes, size_t length, int64_t now) {
  if (stream->state == READING_TO_END) {
    read_content(stream, bytes, length, now);
    return length;
  }
  size_t taken = length < (size_t)stream->left ? length : (size_t)stream->left;
  read_content(stream, bytes, taken, now);
  stream->left -= (int64_t)taken;
  if (stream->left == 0 && stream->state == READING_CHUNK) {
    stream->state = READING_SIZE;
    stream->left = NONE;
  } else if (stream->left == 0) {
    finish(stream);
  }
  return taken;
}

static void read_response(struct stream *stream, const char *bytes, size_t length, int64_t now) {
  for (size_t i = 0; i < length && stream->state != CLOSED && stream->id_matched < ID_KNOWN;) {
    if (stream->state == READING_HEAD || stream->state == READING_SIZE) {
      read_line(stream, bytes[i++]);
    } else {
      i += read_body(stream, bytes + i, length - i, now);
    }
  }
}

static const char *question(long question_number) {
  static char text[1024];
  if (question_count > 0) {
    return question_lines[question_number % question_count];
  }
  snprintf(text, sizeof text, "%s bench:%ld:%ld:%ld:%" PRId64, options.question, options.rate, options.count,
           options.batch, options.same ? 0 : unique + question_number);
  return text;
}

/*
 * Writes a question's request and gives its length. Each question is a visitor's own, of that number, as a proxy in front
 * would tell it.
 */
static int write_request(char *request, const struct server *server, const char *asked, unsigned visitor) {
  char body[MAX_REQUEST / 2];
  const char *place = strstr(options.body, "QUESTION");
  int body_length = snprintf(body, sizeof body, "%.*s%s%s", (int)(place - options.body), options.body, asked,
                             place + strlen("QUESTION"));
  if (body_length >= (int)sizeof body) {
    fail("the request's body has %d bytes; %zu are allowed", body_length, sizeof body - 1);
  }
  return snprintf(request, MAX_REQUEST,
                  "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\n"
                  "Accept: text/event-stream\r\nX-Forwarded-For: 10.%u.%u.%u\r\nContent-Length: %d\r\n\r\n%s",
                  server->path, server->host, server->port, visitor >> 16 & 255, visitor >> 8 & 255, visitor & 255,
                  body_length, body);
}

/* Writes a request to read on, from the start of an answer, and gives its length. */
static int write_resumption(char *request, const struct server *server, const char *id, unsigned visitor) {
  return snprintf(request, MAX_REQUEST,
                  "GET %s/%s HTTP/1.1\r\nHost: %s:%d\r\nAccept: text/event-stream\r\nLast-Event-ID: 0\r\n"
                  "X-Forwarded-For: 10.%u.%u.%u\r\n\r\n",
                  server->path, id, server->host, server->port, visitor >> 16 & 255, visitor >> 8 & 255, visitor & 255);
}

static void ask(struct stream *stream) {
  char request[MAX_REQUEST];
  const struct server *server = &options.servers[stream->server];
  unsigned visitor = (unsigned)stream->question_number;
  int length = stream->id_length > 0 ? write_resumption(request, server, stream->id, visitor)
                                     : write_request(request, server, question(stream->question_number), visitor);
  stream->state = READING_HEAD;
  if (send(stream->fd, request, (size_t)length, MSG_NOSIGNAL) != length) {
    break_off(stream);
  }
}

static void connect_stream(struct stream *stream) {
  stream->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (stream->fd < 0) {
    fail("no socket can be opened: %s", strerror(errno));
  }
  setsockopt(stream->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  by_fd[stream->fd] = (int)(stream - streams);
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.fd = stream->fd};
  epoll_ctl(epoll, EPOLL_CTL_ADD, stream->fd, &event);
  stream->state = CONNECTING;
  const struct sockaddr_in *address = &options.servers[stream->server].address;
  if (connect(stream->fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno != EINPROGRESS) {
    break_off(stream);
  }
}

static void open_stream(struct stream *stream) {
  int fd = stream->fd;
  long number = totals.opened++;
  *stream = (struct stream){.fd = fd,
                            .question_number = number,
                            .opened = now_nanos(),
                            .server = fd == NONE ? (int)(number % options.server_count) : stream->server,
                            .moves = options.elsewhere,
                            .left = NONE};
  if (fd == NONE) {
    connect_stream(stream);
  } else {
    ask(stream);
  }
}

static void connected(struct stream *stream) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = stream->fd};
  epoll_ctl(epoll, EPOLL_CTL_MOD, stream->fd, &event);
  ask(stream);
}

/* Hangs up, and reads the answer at the next server. */
static void move(struct stream *stream) {
  disconnect(stream);
  stream->server = (stream->server + 1) % options.server_count;
  stream->moves = false;
  stream->id_matched = 0;
  stream->line_length = 0;
  stream->status = 0;
  stream->chunked = false;
  stream->closes = false;
  stream->left = NONE;
  connect_stream(stream);
}

static void receive(struct stream *stream) {
  static char bytes[READ_BYTES];
  ssize_t length = recv(stream->fd, bytes, sizeof bytes, 0);
  if (length > 0) {
    read_response(stream, bytes, (size_t)length, now_nanos());
    if (stream->id_matched == ID_KNOWN) {
      move(stream);
    }
  } else if (length == 0 || errno != EAGAIN) {
    break_off(stream);
  }
}

/* Opens the slow readers' connections, whose buffers hold little, and asks for long answers at full speed. */
static void open_slow_readers(void) {
  slow_readers = calloc((size_t)options.slow + 1, sizeof *slow_readers);
  for (long i = 0; i < options.slow; i++) {
    char request[MAX_REQUEST];
    char asked[128];
    snprintf(asked, sizeof asked, "A long one? bench:0:%d:1:%" PRId64, SLOW_DELTAS, unique + UNIQUE_OF_SLOW + i);
    const struct server *server = &options.servers[i % options.server_count];
    int length = write_request(request, server, asked, FIRST_SLOW_VISITOR + (unsigned)i);
    int fd = slow_readers[i] = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){SLOW_BUFFER_BYTES}, sizeof(int));
    if (connect(fd, (const struct sockaddr *)&server->address, sizeof server->address) != 0 ||
        send(fd, request, (size_t)length, MSG_NOSIGNAL) != length) {
      fail("a slow reader could not ask: %s", strerror(errno));
    }
  }
}

/* Lets each slow reader take its share of a kilobyte, five times a second. */
static void read_slowly(void) {
  char bytes[SLOW_BYTES_A_SECOND * SAMPLE_NANOS / NANOS_PER_SECOND];
  for (long i = 0; i < options.slow; i++) {
    if (slow_readers[i] != NONE && recv(slow_readers[i], bytes, sizeof bytes, MSG_DONTWAIT) == 0) {
      close(slow_readers[i]);
      slow_readers[i] = NONE;
    }
  }
}

static long slow_readers_open(void) {
  long open = 0;
  for (long i = 0; i < options.slow; i++) {
    open += slow_readers[i] != NONE;
  }
  return open;
}

static bool may_open(int64_t now) {
  return (options.total == 0 || totals.opened < options.total) && now < started + options.seconds * NANOS_PER_SECOND;
}

/* When the first stream of that number is to be opened. */
static int64_t opening_time(long number) {
  return options.ramp == 0 ? started : started + number * NANOS_PER_SECOND / options.ramp;
}

/* Opens a stream in each free place; for the first time when its turn on the ramp has come. */
static void open_due(long *first_opened, int64_t now) {
  while (*first_opened < options.streams && opening_time(*first_opened) <= now && may_open(now)) {
    open_stream(&streams[(*first_opened)++]);
  }
}

/* Handles one event of a stream, and opens the next one where that ended it. */
static void handle(const struct epoll_event *event) {
  struct stream *stream = &streams[by_fd[event->data.fd]];
  if (stream->fd != event->data.fd) {
    return;
  }
  if (stream->state == CONNECTING && event->events & EPOLLOUT && !(event->events & EPOLLERR)) {
    connected(stream);
  } else if (stream->state == CLOSED) {
    disconnect(stream);
  } else {
    receive(stream);
  }
  if (stream->state == CLOSED && may_open(now_nanos())) {
    open_stream(stream);
  }
}

static bool any_open(void) {
  return totals.opened > totals.finished + totals.broken + totals.refused;
}

static void wait_and_handle(long first_opened, int64_t next_sample) {
  int64_t until = next_sample;
  if (first_opened < options.streams && opening_time(first_opened) < until) {
    until = opening_time(first_opened);
  }
  int64_t left = until - now_nanos();
  struct timespec timeout = to_timespec(left > 0 ? left : 0);
  struct epoll_event events[MAX_EVENTS];
  int count = epoll_pwait2(epoll, events, MAX_EVENTS, &timeout, NULL);
  for (int i = 0; i < count; i++) {
    handle(&events[i]);
  }
}

/* Counts a stream that is still open at the end; what it lacks is what was passed over. */
static void cut(const struct stream *stream) {
  int64_t last = stream->received > 0 ? stream->last : stream->opened;
  totals.cut++;
  totals.stalled += stream->stalled || is_late(last, now_nanos());
  totals.lost += stream->next - stream->received;
}

static void run(void) {
  long first_opened = 0;
  begin_measuring(&measured);
  begin_measuring(&beside);
  int64_t next_sample = started = now_nanos();
  int64_t deadline = started + options.deadline * NANOS_PER_SECOND;
  for (;;) {
    int64_t now = now_nanos();
    open_due(&first_opened, now);
    if (now >= next_sample) {
      sample_memory(&measured);
      sample_memory(&beside);
      read_slowly();
      next_sample = now + SAMPLE_NANOS;
    }
    if (now >= deadline || (!any_open() && (first_opened == options.streams || !may_open(now)))) {
      break;
    }
    wait_and_handle(first_opened, next_sample);
  }
  end_measuring(&measured);
  end_measuring(&beside);
  for (long i = 0; i < first_opened; i++) {
    if (streams[i].state != CLOSED) {
      cut(&streams[i]);
    }
  }
}

static void print_number(const char *name, double value, bool known) {
  if (known) {
    printf(",\"%s\":%.6g", name, value);
  }
}

static double own_cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void print_totals(void) {
  double seconds = (double)(now_nanos() - started) / 1e9;
  double delta_seconds = (double)(totals.last_nanos - totals.first_nanos) / 1e9;
  double deltas = (double)totals.deltas;
  bool any = totals.deltas > 0;
  printf("{\"opened\":%ld,\"finished\":%ld,\"broken\":%ld,\"refused\":%ld,\"refused_with\":%d,\"cut\":%ld,\"deltas\":%ld,"
         "\"lost\":%ld,\"disordered\":%ld,\"stalled\":%ld,\"seconds\":%.3f",
         totals.opened, totals.finished, totals.broken, totals.refused, totals.first_refusal, totals.cut, totals.deltas,
         totals.lost, totals.disordered, totals.stalled, seconds);
  print_number("answers_per_second", (double)totals.finished / seconds, true);
  print_number("expected", (double)totals.expected, options.expect != NULL);
  print_number("deltas_per_second", deltas / delta_seconds, delta_seconds > 0);
  print_number("first_p50_ms", quantile_millis(&first_delta, 0.5), any);
  print_number("first_p99_ms", quantile_millis(&first_delta, 0.99), any);
  print_number("added_p50_ms", quantile_millis(&added, 0.5), any);
  print_number("added_p99_ms", quantile_millis(&added, 0.99), any);
  print_number("added_max_ms", (double)added.most / 1e6, any);
  print_number("load_us_per_delta", own_cpu_seconds() * 1e6 / deltas, any);
  print_number("cpu_us_per_delta", measured.cpu_seconds * 1e6 / deltas, any && measured.count > 0);
  print_number("cpu_us_per_answer", measured.cpu_seconds * 1e6 / (double)totals.finished,
               totals.finished > 0 && measured.count > 0);
  print_number("peak_mb", (double)measured.peak_kilobytes / 1024, measured.count > 0);
  print_number("threads", (double)measured.threads, measured.count > 0);
  print_number("beside_us_per_delta", beside.cpu_seconds * 1e6 / deltas, any && beside.count > 0);
  print_number("beside_peak_mb", (double)beside.peak_kilobytes / 1024, beside.count > 0);
  print_number("slow_open", (double)slow_readers_open(), options.slow > 0);
  puts("}");
}

static void read_url(const char *url) {
  if (options.server_count == MAX_SERVERS) {
    fail("no more than %d servers can be asked", MAX_SERVERS);
  }
  struct server *server = &options.servers[options.server_count++];
  char port[6];
  if (sscanf(url, "http://%63[0-9a-z.]:%5[0-9]%255s", server->host, port, server->path) != 3 ||
      server->path[0] != '/') {
    fail("--url is \"%s\"; an address such as http://127.0.0.1:8080/chat is expected", url);
  }
  const char *host = strcmp(server->host, "localhost") == 0 ? "127.0.0.1" : server->host;
  server->port = (int)number_argument("the port of --url", port, 1, 65535);
  struct sockaddr_in *address = &server->address;
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)server->port)};
  if (inet_pton(AF_INET, host, &address->sin_addr) != 1 || ntohl(address->sin_addr.s_addr) >> 24 != 127) {
    fail("--url is on \"%s\"; only this machine's own address may be asked, 127.0.0.1", server->host);
  }
}

static void read_questions(void) {
  FILE *file = fopen(options.questions, "r");
  if (file == NULL) {
    fail("--questions is \"%s\", which can't be read: %s", options.questions, strerror(errno));
  }
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  while (question_count < MAX_QUESTIONS && (length = getline(&line, &size, file)) > 0) {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] != '\0') {
      question_lines[question_count++] = strdup(line);
    }
  }
  free(line);
  fclose(file);
  if (question_count == 0) {
    fail("--questions is \"%s\", which holds no question; one a line is expected", options.questions);
  }
}

static void read_options(int argc, char **argv) {
  static const struct option names[] = {
      {"url", required_argument, 0, 'u'},      {"body", required_argument, 0, 'b'},
      {"question", required_argument, 0, 'q'}, {"questions", required_argument, 0, 'Q'},
      {"streams", required_argument, 0, 's'},  {"total", required_argument, 0, 't'},
      {"rate", required_argument, 0, 'r'},     {"count", required_argument, 0, 'c'},
      {"batch", required_argument, 0, 'B'},    {"ramp", required_argument, 0, 'm'},
      {"seconds", required_argument, 0, 'd'},  {"deadline", required_argument, 0, 'D'},
      {"same", required_argument, 0, 'S'},     {"keep-alive", required_argument, 0, 'k'},
      {"expect", required_argument, 0, 'e'},   {"pid", required_argument, 0, 'p'},
      {"slow", required_argument, 0, 'w'},     {"elsewhere", required_argument, 0, 'E'},
      {"beside", required_argument, 0, 'P'},
      {0}};
  int option;
  while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
    switch (option) {
      case 'u': read_url(optarg); break;
      case 'b': options.body = optarg; break;
      case 'q': options.question = optarg; break;
      case 'Q': options.questions = optarg; break;
      case 'e': options.expect = optarg; break;
      case 's': options.streams = number_argument("--streams", optarg, 1, MAX_FILES / 2); break;
      case 't': options.total = number_argument("--total", optarg, 0, INT32_MAX); break;
      case 'r': options.rate = number_argument("--rate", optarg, 0, 1000); break;
      case 'c': options.count = number_argument("--count", optarg, 0, MAX_DELTAS); break;
      case 'B': options.batch = number_argument("--batch", optarg, 1, MAX_DELTAS); break;
      case 'm': options.ramp = number_argument("--ramp", optarg, 0, 1000000); break;
      case 'd': options.seconds = number_argument("--seconds", optarg, 1, 3600); break;
      case 'D': options.deadline = number_argument("--deadline", optarg, 1, 3600); break;
      case 'S': options.same = number_argument("--same", optarg, 0, 1); break;
      case 'k': options.keep_alive = number_argument("--keep-alive", optarg, 0, 1); break;
      case 'w': options.slow = number_argument("--slow", optarg, 0, 10000); break;
      case 'E': options.elsewhere = number_argument("--elsewhere", optarg, 0, 1); break;
      case 'p': add_process(&measured, number_argument("--pid", optarg, 1, INT32_MAX)); break;
      case 'P': add_process(&beside, number_argument("--beside", optarg, 1, INT32_MAX)); break;
      default: fail("%s", USAGE);
    }
  }
  if (options.server_count == 0 || optind < argc || strstr(options.body, "QUESTION") == NULL) {
    fail("%s", USAGE);
  }
  if (options.deadline == 0) {
    options.deadline = options.seconds + 30;
  }
}

static void prepare_streams(void) {
  streams = calloc((size_t)options.streams, sizeof *streams);
  if (streams == NULL) {
    fail("there is no memory for %ld streams", options.streams);
  }
  for (long i = 0; i < options.streams; i++) {
    streams[i].fd = NONE;
  }
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  need_files((rlim_t)(options.streams + options.slow) + 64);
  if (options.questions != NULL) {
    read_questions();
  }
  if (options.expect != NULL) {
    prepare_expected();
  }
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_TIMERSLACK, 1);
  prepare_streams();
  epoll = epoll_create1(0);
  struct timespec today;
  clock_gettime(CLOCK_REALTIME, &today);
  unique = (int64_t)today.tv_sec * 1000000;
  open_slow_readers();
  run();
  print_totals();
  if (totals.refused > 0) {
    fprintf(stderr, "the first refusal, with status %d: %s\n", totals.first_refusal, refusal);
  }
  return 0;
}

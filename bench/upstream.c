/*
 * An upstream for the benchmark: OpenAI's chat completions as a stream, with as little work for each delta as can be.
 *
 *   upstream PORT
 *
 * It listens on the loopback address (port 0 takes a free one), says so in one line, and ends when its standard input is
 * closed. The question says what to answer, wherever in the request's body it stands; the last such text counts:
 *
 *   bench:RATE:COUNT:BATCH:UNIQUE   COUNT deltas, RATE a second; where RATE is 0 at full speed, BATCH in one write
 *
 * The first delta is sent at once. The second follows after a part of the pace that differs from stream to stream, so
 * that streams which were opened together do not send together. One thread, no allocation; what a reader does not take
 * is not generated.
 */
#define _GNU_SOURCE
#include "common.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#define MAX_EVENTS 512
#define MAX_DELTA_BYTES 1024
#define MAX_LINE 64
#define BATCH_BYTES (64 * 1024)

#define HEAD                                            \
  "HTTP/1.1 200 OK\r\n"                                 \
  "Content-Type: text/event-stream; charset=utf-8\r\n"  \
  "Cache-Control: no-cache\r\n"                         \
  "Transfer-Encoding: chunked\r\n\r\n"

#define CHUNK_START                                                                              \
  "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1750000000," \
  "\"model\":\"bench\",\"system_fingerprint\":\"fp_bench\",\"choices\":["

#define NO_QUESTION                                                               \
  "{\"error\":{\"message\":\"the body holds no bench:RATE:COUNT:BATCH:UNIQUE\",\"type\":" \
  "\"invalid_request_error\"}}"

enum state { READING_HEAD, READING_BODY, ANSWERING };

#define NUMBERS 3

/* How much of "bench:RATE:COUNT:BATCH:" has been read, and its numbers. */
struct marker {
  int matched;
  int number;
  long numbers[NUMBERS];
};

struct connection {
  int fd;
  enum state state;
  bool wants_to_write;

  char line[MAX_LINE];
  int line_length;
  long body_left;
  struct marker marker;
  bool asked;

  long rate;
  long count;
  long batch;
  long sent;
  int64_t due;
  int heap_place;

  /* The end of what a full socket took in part. */
  char rest[MAX_DELTA_BYTES];
  int rest_length;
};

static struct connection connections[MAX_FILES];
static char batch[BATCH_BYTES + MAX_DELTA_BYTES];
static int epoll;

/* One delta as it is sent, with its digits still to be set, and what comes before the first and after the last. */
static char delta[MAX_DELTA_BYTES];
static int delta_length;
static int stamp_offset;
static char opening[1024];
static int opening_length;
static char ending[MAX_DELTA_BYTES];
static int ending_length;

/* Streams with a pace, the one that is due first on top. */
static struct connection *heap[MAX_FILES];
static int heap_size;

static int append_chunk(char *to, const char *payload) {
  return sprintf(to, "%zx\r\n%s\r\n", strlen(payload), payload);
}

static void prepare_answer(void) {
  char payload[MAX_DELTA_BYTES];
  snprintf(payload, sizeof payload,
           CHUNK_START "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n");
  opening_length = sprintf(opening, HEAD);
  opening_length += append_chunk(opening + opening_length, payload);

  snprintf(payload, sizeof payload,
           CHUNK_START "{\"index\":0,\"delta\":{\"content\":\"@%0*d.%0*d \"},\"finish_reason\":null}]}\n\n", STAMP_DIGITS,
           0, NUMBER_DIGITS, 0);
  delta_length = append_chunk(delta, payload);
  stamp_offset = (int)(strchr(delta, '@') + 1 - delta);

  snprintf(payload, sizeof payload, CHUNK_START "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
  ending_length = append_chunk(ending, payload);
  ending_length += append_chunk(ending + ending_length, "data: [DONE]\n\n");
  ending_length += sprintf(ending + ending_length, "0\r\n\r\n");
}

static void set_digits(char *to, int digits, int64_t value) {
  for (int i = digits - 1; i >= 0; i--) {
    to[i] = (char)('0' + value % 10);
    value /= 10;
  }
}

static void put_delta(char *to, int64_t stamp, long number) {
  memcpy(to, delta, (size_t)delta_length);
  set_digits(to + stamp_offset, STAMP_DIGITS, stamp);
  set_digits(to + stamp_offset + STAMP_DIGITS + 1, NUMBER_DIGITS, number);
}

static void heap_put(struct connection *stream, int place) {
  heap[place] = stream;
  stream->heap_place = place;
}

static void heap_sink(struct connection *stream, int place) {
  for (int child; (child = 2 * place + 1) < heap_size; place = child) {
    if (child + 1 < heap_size && heap[child + 1]->due < heap[child]->due) {
      child++;
    }
    if (heap[child]->due >= stream->due) {
      break;
    }
    heap_put(heap[child], place);
  }
  heap_put(stream, place);
}

static void heap_rise(struct connection *stream, int place) {
  for (int parent; place > 0 && heap[parent = (place - 1) / 2]->due > stream->due; place = parent) {
    heap_put(heap[parent], place);
  }
  heap_put(stream, place);
}

static void heap_add(struct connection *stream) {
  heap_rise(stream, heap_size++);
}

static void heap_remove(struct connection *stream) {
  int place = stream->heap_place;
  if (place < 0) {
    return;
  }
  stream->heap_place = -1;
  struct connection *last = heap[--heap_size];
  if (last != stream) {
    heap_rise(last, place);
    heap_sink(last, last->heap_place);
  }
}

static void watch(struct connection *connection, bool writable) {
  if (connection->wants_to_write == writable) {
    return;
  }
  connection->wants_to_write = writable;
  struct epoll_event event = {.events = EPOLLIN | (writable ? EPOLLOUT : 0), .data.fd = connection->fd};
  epoll_ctl(epoll, EPOLL_CTL_MOD, connection->fd, &event);
}

static void hang_up(struct connection *connection) {
  heap_remove(connection);
  close(connection->fd);
  connection->fd = -1;
}

static void await_request(struct connection *connection) {
  heap_remove(connection);
  watch(connection, false);
  connection->state = READING_HEAD;
  connection->line_length = 0;
  connection->body_left = 0;
  connection->marker = (struct marker){0};
  connection->asked = false;
}

/* The bytes that the socket took, or -1 where the reader is gone and was hung up on. */
static long transmit(struct connection *connection, const char *bytes, int length) {
  ssize_t taken = send(connection->fd, bytes, (size_t)length, MSG_NOSIGNAL);
  if (taken < 0 && errno == EAGAIN) {
    return 0;
  }
  if (taken < 0) {
    hang_up(connection);
  }
  return taken;
}

static void keep_rest(struct connection *stream, const char *bytes, int length) {
  memcpy(stream->rest, bytes, (size_t)length);
  stream->rest_length = length;
}

/*
 * Sends a batch of whole pieces: some head, so many deltas, the ending after the last of all. Only what the socket took
 * in part is kept, the rest is generated anew.
 */
static void send_batch(struct connection *stream, int head_length, int deltas) {
  int length = head_length;
  int64_t stamp = now_nanos();
  for (int i = 0; i < deltas; i++, length += delta_length) {
    put_delta(batch + length, stamp, stream->sent + i);
  }
  long taken = transmit(stream, batch, length);
  if (taken < 0) {
    return;
  }
  if (taken < head_length) {
    fail("a socket that has just been opened has no room for %d bytes", head_length);
  }
  long whole = (taken - head_length) / delta_length;
  int part = (int)((taken - head_length) % delta_length);
  stream->sent += whole;
  if (part > 0) {
    keep_rest(stream, batch + taken, delta_length - part);
    stream->sent++;
  }
}

/* Whether nothing is left over; where the socket is full it is watched. */
static bool send_rest(struct connection *stream) {
  long taken = transmit(stream, stream->rest, stream->rest_length);
  if (taken < 0) {
    return false;
  }
  stream->rest_length -= (int)taken;
  memmove(stream->rest, stream->rest + taken, (size_t)stream->rest_length);
  return stream->rest_length == 0;
}

/* Ends an answer whose deltas are all sent; what the socket did not take is counted as one delta more. */
static void end_answer(struct connection *stream) {
  long taken = transmit(stream, ending, ending_length);
  if (taken == ending_length) {
    await_request(stream);
  } else if (taken >= 0) {
    stream->sent++;
    keep_rest(stream, ending + taken, (int)(ending_length - taken));
    watch(stream, true);
  }
}

/* Sends deltas at full speed, no more at a time than other streams can wait for. */
static void send_burst(struct connection *stream) {
  long most = BATCH_BYTES / delta_length;
  long each = stream->batch < 1 ? 1 : stream->batch < most ? stream->batch : most;
  for (long until = stream->sent + most; stream->sent < until && stream->sent < stream->count;) {
    long left = stream->count - stream->sent;
    long expected = stream->sent + (left < each ? left : each);
    send_batch(stream, 0, (int)(expected - stream->sent));
    if (stream->fd < 0 || stream->rest_length > 0 || stream->sent < expected) {
      return;
    }
  }
}

/* Goes on with an answer whose socket is writable. */
static void go_on(struct connection *stream) {
  if (stream->rest_length > 0 && !send_rest(stream)) {
    return;
  }
  if (stream->sent > stream->count) {
    await_request(stream);
    return;
  }
  if (stream->rate == 0) {
    send_burst(stream);
  }
  if (stream->fd < 0 || stream->rest_length > 0) {
    return;
  }
  if (stream->sent == stream->count) {
    end_answer(stream);
  } else if (stream->rate > 0) {
    watch(stream, false);
    heap_add(stream);
  }
}

/* A part of the pace, spread evenly over all streams whatever their number: the golden ratio's fractions. */
static int64_t phase(int64_t interval) {
  static uint32_t streams;
  streams += 0x9E3779B9u;
  return (int64_t)((double)interval * streams / UINT32_MAX);
}

static void refuse(struct connection *connection) {
  int length = sprintf(batch,
                       "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                       strlen(NO_QUESTION), NO_QUESTION);
  if (transmit(connection, batch, length) >= 0) {
    await_request(connection);
  }
}

static void answer(struct connection *stream) {
  if (!stream->asked) {
    refuse(stream);
    return;
  }
  stream->state = ANSWERING;
  stream->sent = 0;
  stream->rest_length = 0;
  memcpy(batch, opening, (size_t)opening_length);
  send_batch(stream, opening_length, stream->count > 0);
  if (stream->fd < 0) {
    return;
  }
  if (stream->rate == 0 || stream->rest_length > 0) {
    watch(stream, true);
  } else if (stream->sent == stream->count) {
    end_answer(stream);
  } else {
    stream->due = now_nanos() + phase(NANOS_PER_SECOND / stream->rate);
    heap_add(stream);
  }
}

/* Sends what is due by now. */
static void send_due(void) {
  int64_t now = now_nanos();
  while (heap_size > 0 && heap[0]->due <= now) {
    struct connection *stream = heap[0];
    stream->due += NANOS_PER_SECOND / stream->rate;
    long before = stream->sent;
    send_batch(stream, 0, 1);
    if (stream->fd < 0) {
      continue;
    }
    if (stream->sent == before || stream->rest_length > 0) {
      heap_remove(stream);
      watch(stream, true);
    } else if (stream->sent == stream->count) {
      heap_remove(stream);
      end_answer(stream);
    } else {
      heap_sink(stream, 0);
    }
  }
}

static void read_marker(struct connection *connection, char c) {
  static const char word[] = "bench:";
  struct marker *marker = &connection->marker;
  if (marker->matched < (int)sizeof word - 1) {
    marker->matched = c == word[marker->matched] ? marker->matched + 1 : c == word[0];
    marker->number = 0;
    marker->numbers[0] = 0;
    return;
  }
  long *number = &marker->numbers[marker->number];
  if (c >= '0' && c <= '9' && *number <= MAX_DELTAS) {
    *number = *number * 10 + (c - '0');
  } else if (c == ':' && *number <= MAX_DELTAS && ++marker->number < NUMBERS) {
    marker->numbers[marker->number] = 0;
  } else {
    if (marker->number == NUMBERS) {
      connection->asked = true;
      connection->rate = marker->numbers[0];
      connection->count = marker->numbers[1];
      connection->batch = marker->numbers[2];
    }
    marker->matched = c == word[0];
  }
}

static void read_head(struct connection *connection, char c) {
  if (c != '\n') {
    if (c != '\r' && connection->line_length < MAX_LINE - 1) {
      connection->line[connection->line_length++] = c;
    }
    return;
  }
  connection->line[connection->line_length] = '\0';
  static const char length[] = "content-length:";
  if (strncasecmp(connection->line, length, sizeof length - 1) == 0) {
    connection->body_left = atol(connection->line + sizeof length - 1);
  }
  if (connection->line_length == 0) {
    connection->state = READING_BODY;
  }
  connection->line_length = 0;
}

static void read_request(struct connection *connection, const char *bytes, ssize_t length) {
  for (ssize_t i = 0; i < length && connection->fd >= 0; i++) {
    if (connection->state == READING_HEAD) {
      read_head(connection, bytes[i]);
    } else if (connection->state == READING_BODY) {
      connection->body_left--;
      read_marker(connection, bytes[i]);
    }
    if (connection->state == READING_BODY && connection->body_left <= 0) {
      answer(connection);
    }
  }
}

static void receive(struct connection *connection) {
  static char bytes[BATCH_BYTES];
  ssize_t length = recv(connection->fd, bytes, sizeof bytes, 0);
  if (length > 0) {
    read_request(connection, bytes, length);
  } else if (length == 0 || errno != EAGAIN) {
    hang_up(connection);
  }
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= MAX_FILES) {
      fail("more than %d connections", MAX_FILES);
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    struct connection *connection = &connections[fd];
    *connection = (struct connection){.fd = fd, .heap_place = -1};
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

static int listen_on(long port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 4096) != 0) {
    fail("port %ld can't be listened on: %s", port, strerror(errno));
  }
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("listens on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  return listener;
}

static int wait_for_events(struct epoll_event *events) {
  if (heap_size == 0) {
    return epoll_wait(epoll, events, MAX_EVENTS, -1);
  }
  int64_t left = heap[0]->due - now_nanos();
  struct timespec timeout = to_timespec(left > 0 ? left : 0);
  return epoll_pwait2(epoll, events, MAX_EVENTS, &timeout, NULL);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fail("usage: upstream PORT");
  }
  long port = number_argument("PORT", argv[1], 0, 65535);
  need_files(1024);
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_TIMERSLACK, 1);
  prepare_answer();
  epoll = epoll_create1(0);
  int listener = listen_on(port);
  /* Refused for a file or /dev/null: it then ends by a signal alone. */
  struct epoll_event input = {.events = EPOLLIN, .data.fd = STDIN_FILENO};
  epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input);

  for (;;) {
    struct epoll_event events[MAX_EVENTS];
    int count = wait_for_events(events);
    for (int i = 0; i < count; i++) {
      struct connection *connection = &connections[events[i].data.fd];
      if (events[i].data.fd == listener) {
        accept_all(listener);
      } else if (events[i].data.fd == STDIN_FILENO) {
        char ignored[256];
        if (read(STDIN_FILENO, ignored, sizeof ignored) <= 0) {
          return 0;
        }
      } else {
        if (events[i].events & ~EPOLLOUT && connection->fd >= 0) {
          receive(connection);
        }
        if (events[i].events & EPOLLOUT && connection->fd >= 0 && connection->state == ANSWERING) {
          go_on(connection);
        }
      }
    }
    send_due();
  }
}

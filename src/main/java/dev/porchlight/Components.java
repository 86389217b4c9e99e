package dev.porchlight;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.AnswerSharing;
import dev.porchlight.answer.QuestionDispatcher;
import dev.porchlight.answer.RequestSharing;
import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.calls.CallService;
import dev.porchlight.concurrent.BatchingExecutor;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.config.Role;
import dev.porchlight.config.Settings;
import dev.porchlight.io.StorageException;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.embedding.SemanticSearch;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.HistoryWindow;
import dev.porchlight.llm.openai.http.HttpClientFactory;
import dev.porchlight.llm.resilience.CircuitBreakerSharing;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.messages.MessageOutbox;
import dev.porchlight.metrics.Metrics;
import dev.porchlight.owner.DailyFigures;
import dev.porchlight.owner.QuestionRecords;
import dev.porchlight.owner.UnansweredQuestions;
import dev.porchlight.owner.UnansweredStore;
import dev.porchlight.ratelimit.ClientAddressResolver;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.ratelimit.VisitorLimits;
import dev.porchlight.web.EventStreamRegistry;
import dev.porchlight.web.FrameNotice;
import dev.porchlight.web.HostCheck;
import dev.porchlight.web.JettyConfig;
import dev.porchlight.web.OriginCheck;
import dev.porchlight.web.OwnerAccess;
import dev.porchlight.web.RateLimitGuard;
import dev.porchlight.web.RequestBodyReader;
import dev.porchlight.web.StreamRuntime;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/** The parts of the program, wired, in the order in which a question meets them. */
final class Components {

  /** How long running tasks may take once the server has stopped. */
  static final Duration THREADS_STOP_LIMIT = Duration.ofMillis(500);

  private static final LocalDate END_OF_TIME = LocalDate.of(9999, 12, 31);

  final Settings settings;
  final InstantSource clock;
  final ScheduledExecutorService scheduler;
  final QueuedThreadPool threads = threads();
  final Timers timers;
  final PrometheusMeterRegistry meters = Metrics.newRegistry();

  /** Null where this machine is the only one. */
  final @Nullable Cluster cluster;

  /* From the socket to the question. */
  final JettyConfig jetty;
  final HostCheck hostCheck;
  final OriginCheck originCheck;
  final FrameNotice frames;
  final RateLimitGuard guard;
  final OwnerAccess ownerAccess;
  final RequestBodyReader bodies;

  /* From the question to its answer. */
  final DataStores stores;
  final ContentLibrary content;
  final HttpClient upstreamClient;
  final DailyBudgets budgets;
  final UpstreamCauses upstreamCauses;
  final @Nullable FailoverRouter router;

  /** Null where this machine is no worker. */
  final @Nullable CallService callService;

  final Map<String, ChatModel> servedModels;
  final @Nullable SemanticSearch semantic;
  final QuestionDispatcher dispatcher;
  final UnansweredQuestions unanswered;
  final DailyFigures figures;

  /* From the visitor to the owner. */
  final @Nullable MessageOutbox outbox;

  /* From the answer to the sockets of those who read it, and to the owner. */
  final EventStreamRegistry eventStreams;
  final Metrics metrics;

  /**
   * @throws dev.porchlight.knowledge.content.ContentException where the owner's pages cannot be
   *     read
   * @throws dev.porchlight.cluster.redis.RedisRefusalException where Redis refuses the password
   */
  Components(
      Settings settings, ScheduledExecutorService scheduler, Ticker ticker, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.scheduler = scheduler;
    timers = new Timers(scheduler, threads);

    cluster = cluster(settings, timers, ticker, clock);
    RateLimiter rateLimiter =
        new RateLimiter(
            settings.rateLimits(),
            cluster == null ? VisitorLimits.inMemory(ticker) : cluster.visitorLimits(),
            ticker);
    jetty =
        new JettyConfig(settings.host(), settings.port(), threads, rateLimiter, scheduler, ticker);
    hostCheck = new HostCheck(settings.names(), settings.trustedProxies(), ticker);
    originCheck = new OriginCheck(settings.names(), settings.trustedProxies(), ticker);
    frames = new FrameNotice(settings.allowedOrigins(), settings.names(), ticker);
    guard = new RateLimitGuard(new ClientAddressResolver(settings.trustedProxies()), rateLimiter);
    ownerAccess = new OwnerAccess(settings.ownerToken(), guard, originCheck, clock, ticker);
    bodies = new RequestBodyReader(RequestBodyReader.mostInHeap(maxHeap()), guard, timers);

    stores =
        DataStores.open(settings.dataFolder(), cluster == null ? null : cluster.records(), ticker);
    content =
        ContentLibrary.open(
            settings.contentFolder(), settings.dataFolder(), settings.site(), clock);
    upstreamClient =
        HttpClientFactory.create(
            threads, new ScheduledExecutorScheduler("upstream-connections", true));
    figures = new DailyFigures(settings.costs().prices() != null, stores.days(), clock, timers);
    budgets = budgets();
    upstreamCauses = new UpstreamCauses(clock);
    UpstreamFactory upstreams =
        new UpstreamFactory(
            settings,
            upstreamClient,
            budgets,
            upstreamCauses,
            new FailoverRouter.Surroundings(
                scheduler,
                ticker,
                threads,
                new SecureRandom(),
                meters,
                cluster == null ? CircuitBreakerSharing.NONE : cluster.circuitBreakers()),
            cluster != null && settings.role() == Role.WEB ? cluster.remoteCalls(timers) : null);
    router = upstreams.upstreams();
    servedModels = upstreams.served();
    callService =
        cluster != null && settings.role() == Role.WORKER ? cluster.callService(timers) : null;
    semantic =
        new EmbeddingFactory(settings, content, upstreamClient, timers)
            .search(budgets, stores.vectors(), ticker);
    unanswered = unanswered();
    dispatcher =
        new QuestionDispatcher(
            settings.answerLimits(),
            new RetrievalPrompts(
                content,
                semantic,
                upstreams.fingerprint(),
                new PassageBudget(
                    settings.models().passageTokens(), settings.models().siteInPromptTokens()),
                new HistoryWindow(settings.models().historyTokens()),
                meters,
                ticker),
            new FaqAnswers(content),
            router,
            new ExtractiveFallback(content, semantic),
            new StreamIds(),
            new QuestionDispatcher.Surroundings(
                scheduler,
                ticker,
                threads,
                meters,
                new QuestionRecords(unanswered, figures),
                cluster == null ? AnswerSharing.NONE : cluster.answers(),
                cluster == null ? RequestSharing.NONE : cluster.requests(timers),
                cluster == null ? AdmissionQueue.inMemory(timers, ticker) : cluster.queues()));

    if (cluster != null) {
      cluster
          .answers()
          .takeOverBy(
              (asked, home) ->
                  dispatcher.goOn(asked.question(), guard.asker(asked.visitor()), home));
    }

    outbox =
        MessageOutboxFactory.create(
            settings.messages(), stores.messages(), upstreamClient, clock, timers, ticker);

    eventStreams =
        new EventStreamRegistry(
            settings.heartbeat(),
            EventStreamRegistry.mostInHeap(maxHeap()),
            new StreamRuntime(scheduler, ticker, new BatchingExecutor(threads)));
    metrics = new Metrics(meters, dispatcher, eventStreams, router);
  }

  private static @Nullable Cluster cluster(
      Settings settings, Timers timers, Ticker ticker, InstantSource clock) {
    return settings.redis() == null
        ? null
        : Cluster.join(settings.redis(), new StreamIds().get(), timers, ticker, clock);
  }

  private DailyBudgets budgets() {
    Long nanoDollars = settings.costs().dailyNanoDollars();
    return cluster == null
        ? new DailyBudgets(stores.budget(), nanoDollars, clock, timers, figures)
        : DailyBudgets.shared(cluster.budgets(), nanoDollars, clock, timers, figures);
  }

  /**
   * Those of all machines, where the owner can see them; the owner's secret hides their visitors.
   */
  private UnansweredQuestions unanswered() {
    int minVisitors = settings.unansweredMinVisitors();
    String secret = settings.ownerToken();
    if (cluster == null || secret == null) {
      return UnansweredQuestions.inMemory(minVisitors, retention(), clock, timers);
    }
    int days = unansweredDays(settings);
    eraseBefore(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(days - 1L));
    return cluster.records().unanswered(secret, minVisitors, days, clock, timers);
  }

  private void eraseBefore(LocalDate day) {
    UnansweredStore store = stores.unanswered();
    try {
      if (store != null) {
        store.eraseBefore(day);
      }
    } catch (StorageException told) {
      // The database has told the owner; it is tried again at the next start.
    }
  }

  /** How many days an unanswered question is kept at least; 0 where a restart forgets it. */
  static int unansweredDays(Settings settings) {
    if (settings.redis() != null) {
      return Math.max(1, settings.unansweredKeepDays());
    }
    return settings.dataFolder() == null ? 0 : settings.unansweredKeepDays();
  }

  /** Null where unanswered questions are kept in memory alone; what was kept before is erased. */
  private UnansweredQuestions.@Nullable Retention retention() {
    UnansweredStore store = stores.unanswered();
    if (store == null) {
      return null;
    }
    if (settings.unansweredKeepDays() > 0) {
      return new UnansweredQuestions.Retention(store, settings.unansweredKeepDays());
    }
    eraseBefore(END_OF_TIME);
    return null;
  }

  /** Saves what is not saved yet, and closes what it is kept in. */
  void closeStores() {
    budgets.close();
    figures.close();
    unanswered.close();
    stores.close();
    if (cluster != null) {
      cluster.close();
    }
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(PorchlightServer.MAX_THREADS, 4);
    threads.setName("web");
    threads.setStopTimeout(THREADS_STOP_LIMIT.toMillis());
    return threads;
  }

  private static long maxHeap() {
    return Runtime.getRuntime().maxMemory();
  }
}

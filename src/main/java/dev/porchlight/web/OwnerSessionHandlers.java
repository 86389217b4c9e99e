package dev.porchlight.web;

import io.javalin.http.Context;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Signs the owner in and out of their page. */
public final class OwnerSessionHandlers {

  private final OwnerAccess access;
  private final RateLimitGuard guard;
  private final OriginCheck originCheck;
  private final TransportCheck transportCheck;
  private final RequestBodyReader bodies;

  /**
   * Whether a browser is signed in.
   *
   * @param expires when the session ends, such as 2026-05-31T12:00:00Z; null where there is none
   */
  public record SessionState(boolean signedIn, @Nullable String expires) {}

  /**
   * @param names with the scheme of the public address
   * @param trustedProxies how many proxies in front may say how the owner came
   * @param bodies reads the token
   */
  public OwnerSessionHandlers(
      OwnerAccess access,
      RateLimitGuard guard,
      OriginCheck originCheck,
      SiteNames names,
      int trustedProxies,
      RequestBodyReader bodies) {
    this.access = access;
    this.guard = guard;
    this.originCheck = originCheck;
    this.transportCheck = new TransportCheck(names, new ForwardedProto(trustedProxies));
    this.bodies = bodies;
  }

  /** Lets through what goes to the owner's page, and shows that to nobody where there is none. */
  public void enter(Context ctx) {
    access.checkOpen();
    SecurityHeaders.OF_THE_OWNER.forEach(ctx::header);
  }

  /** Answers whether the browser that asks is signed in. */
  public void state(Context ctx) {
    guard.admit(ctx);
    Instant end = access.sessionEnd(ctx);
    ctx.json(new SessionState(end != null, end == null ? null : end.toString()));
  }

  /**
   * Takes the token and gives the browser a session: 204. Over plain HTTP, where others can read
   * the token, it is refused: 403.
   */
  public void signIn(Context ctx) {
    originCheck.check(ctx);
    guard.admit(ctx);
    RequestContent.checkJson(ctx);
    Transport transport = transportCheck.of(ctx);
    if (transport == Transport.PLAIN) {
      throw new ProblemException(
          Problem.of(
              403,
              "https_required",
              "The owner's token is taken over HTTPS, or on the machine itself. Call the page by"
                  + " https; if a proxy in front of it ends TLS, set PUBLIC_URL to the https"
                  + " address, or TRUSTED_PROXIES to the number of proxies."));
    }
    ctx.status(204);
    ctx.future(
        () ->
            bodies
                .read(ctx, SignInRequest.MAX_BODY_BYTES)
                .thenAccept(
                    body ->
                        OwnerCookie.set(
                            ctx,
                            access.signIn(ctx, SignInRequest.parse(body)),
                            transport,
                            OwnerSessions.LIFETIME)));
  }

  /** Lets the browser forget its session: 204, also where it has none. */
  public void signOut(Context ctx) {
    originCheck.check(ctx);
    guard.admit(ctx);
    OwnerCookie.clear(ctx);
    ctx.status(204);
  }
}

import {
  CollectorError,
  isCollectorError,
  type Clock,
  type HttpResponse,
  type Logger,
  type Runtime,
} from "@genai-collector/component";
import { openHttpClient, parseRetryAfter, type GuardedClient } from "@genai-collector/config/http-client";
import { signAssertion } from "./assertion.ts";
import { jwtBearer, type Oauth2ClientConfig } from "./config.ts";
import { readCredentials, type Credentials } from "./credentials.ts";

/** What an access token is, and until when, by the clock that never steps. */
interface Token {
  readonly header: string;
  readonly renewAt: number;
  readonly endsAt: number;
}

const userAgent = "genai-collector-oauth2client";
const largestAnswer = 262_144;
/** Where the server does not say how long it is good for. */
const assumedSeconds = 3_600;
/** A server that fails is not asked again sooner, however many requests wait for a token. */
const askAgainMs = 1_000;

/** Fetches access tokens and keeps each until shortly before its end. Who asks meanwhile shares one request. */
export class TokenSource {
  readonly #runtime: Runtime;
  readonly #logger: Logger;
  readonly #config: Oauth2ClientConfig;
  readonly #closed = new AbortController();
  #client: GuardedClient | undefined;
  #token: Token | undefined;
  #fetching: Promise<Token> | undefined;
  #failure: { readonly error: unknown; readonly until: number } | undefined;
  /** Some servers take credentials in the body alone: known once one has. */
  #isInBody = false;

  constructor({ runtime, logger }: { readonly runtime: Runtime; readonly logger: Logger }, config: Oauth2ClientConfig) {
    this.#runtime = runtime;
    this.#logger = logger;
    this.#config = config;
  }

  /**
   * The value of `Authorization`. Rejects with a `CollectorError`: `retryable` where the server does not answer as it
   * should, `misconfigured` where it refuses the credentials.
   */
  async header(): Promise<string> {
    const now = this.#runtime.clock.monotonic();
    if (this.#token !== undefined && now < this.#token.renewAt) return this.#token.header;
    try {
      return (await this.#fetchOnce(now)).header;
    } catch (error) {
      // Renewed early: until its end, the one before is as good.
      if (this.#token !== undefined && now < this.#token.endsAt) return this.#token.header;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#client?.close();
  }

  #fetchOnce(now: number): Promise<Token> {
    if (this.#failure !== undefined && now < this.#failure.until) return Promise.reject(this.#failure.error);
    this.#fetching ??= this.#obtain().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #obtain(): Promise<Token> {
    try {
      const token = await this.#ask(await readCredentials(this.#runtime.files, this.#config));
      this.#token = token;
      this.#failure = undefined;
      return token;
    } catch (error) {
      const waitMs = (isCollectorError(error) ? error.retryAfterMs : undefined) ?? askAgainMs;
      this.#failure = { error, until: this.#runtime.clock.monotonic() + waitMs };
      this.#logger.warn({ err: error }, "Cannot get an access token");
      throw error;
    }
  }

  async #ask(credentials: Credentials): Promise<Token> {
    const { clock } = this.#runtime;
    const started = clock.monotonic();
    let response = await this.#post(credentials, this.#isInBody);
    const isSecret = this.#config.grant_type !== jwtBearer;
    if (isSecret && !this.#isInBody && (response.status === 400 || response.status === 401)) {
      await passOver(response);
      response = await this.#post(credentials, true);
      this.#isInBody = isGood(response);
    }
    if (!isGood(response)) {
      await passOver(response);
      throw refusal(response, clock);
    }
    return this.#read(started, await response.body.read(largestAnswer));
  }

  #post(credentials: Credentials, isInBody: boolean): Promise<HttpResponse> {
    const { token_url, timeout, allow_hosts, allow_private } = this.#config;
    const guard = { timeout, allow_hosts, allow_private, max_response_body_size: largestAnswer, user_agent: "" };
    this.#client ??= openHttpClient(this.#runtime, guard, { userAgent, allowCleartext: true });
    const { fields, headers } = this.#request(credentials, isInBody);
    return this.#client.request({
      method: "POST",
      url: token_url,
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded", ...headers },
      body: [new TextEncoder().encode(fields.toString())],
      signal: this.#closed.signal,
    });
  }

  #request(
    credentials: Credentials,
    isInBody: boolean,
  ): { readonly fields: URLSearchParams; readonly headers: Record<string, string> } {
    const { grant_type, scopes, endpoint_params } = this.#config;
    const fields = new URLSearchParams({ grant_type });
    if (scopes.length > 0) fields.set("scope", scopes.join(" "));
    for (const [name, values] of Object.entries(endpoint_params))
      for (const value of values) fields.append(name, value);
    if (grant_type === jwtBearer) {
      fields.set("assertion", signAssertion(this.#config, credentials, this.#runtime.clock.now()));
      return { fields, headers: {} };
    }
    if (!isInBody) return { fields, headers: { authorization: basic(credentials) } };
    fields.set("client_id", credentials.id);
    fields.set("client_secret", credentials.secret);
    return { fields, headers: {} };
  }

  /** RFC 6749 §5.1. Its times count from when it was asked for. */
  #read(started: number, body: Uint8Array): Token {
    const answer = parse(body);
    const { access_token: token, token_type: type, expires_in: seconds } = answer;
    if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token))
      throw new CollectorError("OAUTH2_ANSWER", "the answer of the token server has no access_token", {
        kind: "retryable",
      });
    const lifeMs = 1_000 * (Number.isFinite(Number(seconds)) && Number(seconds) > 0 ? Number(seconds) : assumedSeconds);
    const scheme =
      typeof type === "string" && /^[A-Za-z]+$/.test(type) && type.toLowerCase() !== "bearer" ? type : "Bearer";
    const endsAt = started + lifeMs;
    return { header: `${scheme} ${token}`, endsAt, renewAt: endsAt - Math.min(this.#config.expiry_buffer, lifeMs / 2) };
  }
}

const isGood = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;

/** Reads what nobody asked for, so that its connection can be used again; one that is too long or broken costs that. */
async function passOver({ body }: HttpResponse): Promise<void> {
  await body.read(largestAnswer).catch(() => undefined);
}

/** RFC 6749 §2.3.1: both parts are form-encoded first. */
function basic({ id, secret }: Credentials): string {
  const encoded = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encoded(id)}:${encoded(secret)}`).toString("base64")}`;
}

function parse(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof answer === "object" && answer !== null) return answer as Readonly<Record<string, unknown>>;
  } catch {
    // Told below: there is no token in it.
  }
  return {};
}

/** What the server says may hold what it was sent: its status is told, its text is not. */
function refusal({ status, headers }: HttpResponse, clock: Clock): CollectorError {
  const mayWorkLater = status === 408 || status === 429 || status >= 500;
  return new CollectorError("OAUTH2_REFUSED", `the token server answered HTTP ${status}`, {
    // The credentials may be being rotated: what is to be sent with them is kept.
    kind: mayWorkLater || status === 400 || status === 401 ? "retryable" : "misconfigured",
    retryAfterMs: mayWorkLater ? parseRetryAfter(headers["retry-after"], clock.now()) : undefined,
  });
}

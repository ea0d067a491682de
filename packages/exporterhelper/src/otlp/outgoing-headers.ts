import { CollectorError, type ClientAuthenticator, type OutgoingRequest } from "@genai-collector/component";
import type { Secret } from "@genai-collector/config/schema";
import { orAborted } from "./or-aborted.ts";
import { credentialRedactor } from "./redact-credentials.ts";

type Headers = Readonly<Record<string, string>>;

export interface OutgoingHeaderOptions {
  readonly transport: OutgoingRequest["transport"];
  /** As they are configured; names in lower case. */
  readonly configured: Readonly<Record<string, Secret>>;
  /** What says what the body is, whatever else is sent. Not secret. */
  readonly content?: Headers | undefined;
  /** What can be said against a header that an authenticator makes; undefined for nothing. Never quotes the value. */
  readonly problemOf: (name: string, value: string) => string | undefined;
}

/** The headers of one request, and how to keep them out of what is told. */
export interface RequestHeaders {
  readonly headers: Headers;
  /** Takes their values out of a text. */
  readonly redact: (text: string) => string;
}

/** Makes the headers of requests: the same for all, or as an authenticator wants each. */
export class OutgoingHeaders {
  readonly #options: OutgoingHeaderOptions;
  readonly #configured: Headers;
  readonly #fixed: RequestHeaders;

  constructor(options: OutgoingHeaderOptions) {
    this.#options = options;
    this.#configured = withValues(options.configured);
    this.#fixed = this.#complete(this.#configured);
  }

  /** Without an authenticator. */
  get fixed(): RequestHeaders {
    return this.#fixed;
  }

  /**
   * What the authenticator makes of the configured headers. Rejects as it does, with the signal's reason once that fires,
   * and with `HTTP_BAD_HEADER` where it makes one that is not its to set.
   */
  async authorized(
    authenticator: ClientAuthenticator,
    request: Omit<OutgoingRequest, "transport">,
  ): Promise<RequestHeaders> {
    const { transport, problemOf } = this.#options;
    const made = await orAborted(authenticator.authorize(this.#configured, { transport, ...request }), request.signal);
    if (made === this.#configured) return this.#fixed;
    for (const [name, value] of Object.entries(made)) {
      const problem = problemOf(name, value);
      if (problem === undefined) continue;
      const message = `of what the authenticator sets, the header ${name} ${problem}`;
      throw new CollectorError("HTTP_BAD_HEADER", message, { kind: "misconfigured" });
    }
    return this.#complete(made);
  }

  #complete(own: Headers): RequestHeaders {
    let redact: ((text: string) => string) | undefined;
    return {
      headers: { ...own, ...this.#options.content },
      // Made when a sink says something, which is seldom.
      redact: (text) => (redact ??= credentialRedactor(Object.values(own)))(text),
    };
  }
}

/** A header without a value is left out: credentials that are not set must not look like wrong ones. */
function withValues(configured: OutgoingHeaderOptions["configured"]): Headers {
  const pairs = Object.entries(configured).map(([name, value]) => [name, value.reveal()] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

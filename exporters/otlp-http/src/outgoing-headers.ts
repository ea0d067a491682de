import { CollectorError, type ClientAuthenticator, type ClientInfo } from "@genai-collector/component";
import { credentialRedactor } from "@genai-collector/exporterhelper/otlp";
import type { OtlpHttpConfig } from "./config.ts";
import { orAborted } from "./or-aborted.ts";
import { problemOfHeader } from "./reserved-headers.ts";

type Headers = Readonly<Record<string, string>>;
type HeaderConfig = Pick<OtlpHttpConfig, "encoding" | "compression" | "headers">;

/** The headers of one request, and how to keep them out of what is told. */
export interface RequestHeaders {
  readonly headers: Headers;
  /** Takes their values out of a text. */
  readonly redact: (text: string) => string;
}

/** Makes the headers of requests: the same for all, or as an authenticator wants each. */
export class OutgoingHeaders {
  readonly #content: Headers;
  readonly #configured: Headers;
  readonly #fixed: RequestHeaders;

  constructor(config: HeaderConfig) {
    this.#content = contentHeaders(config);
    this.#configured = configuredHeaders(config);
    this.#fixed = this.#complete(this.#configured);
  }

  /** Without an authenticator. */
  get fixed(): RequestHeaders {
    return this.#fixed;
  }

  /**
   * What the authenticator makes of the configured headers. Rejects as it does, and with `HTTP_BAD_HEADER` where it makes
   * one that is not its to set.
   */
  async authorized(
    authenticator: ClientAuthenticator,
    request: { readonly isEncrypted: boolean; readonly client?: ClientInfo | undefined; readonly signal: AbortSignal },
  ): Promise<RequestHeaders> {
    const asked = authenticator.authorize(this.#configured, { transport: "http", ...request });
    const made = await orAborted(asked, request.signal);
    if (made === this.#configured) return this.#fixed;
    for (const [name, value] of Object.entries(made)) {
      const problem = problemOfHeader(name, value);
      if (problem === undefined) continue;
      const message = `the authenticator sets the header ${name}, which ${problem}`;
      throw new CollectorError("HTTP_BAD_HEADER", message, { kind: "misconfigured" });
    }
    return this.#complete(made);
  }

  #complete(own: Headers): RequestHeaders {
    let redact: ((text: string) => string) | undefined;
    return {
      headers: { ...own, ...this.#content },
      // Made when a sink says something, which is seldom.
      redact: (text) => (redact ??= credentialRedactor(Object.values(own)))(text),
    };
  }
}

function contentHeaders({ encoding, compression }: HeaderConfig): Headers {
  return {
    "content-type": encoding === "json" ? "application/json" : "application/x-protobuf",
    ...(compression === "none" ? {} : { "content-encoding": compression }),
  };
}

/** A header without a value is left out: credentials that are not set must not look like wrong ones. */
function configuredHeaders({ headers }: HeaderConfig): Headers {
  const pairs = Object.entries(headers).map(([name, value]) => [name, value.reveal()] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

import type { ServerRequest } from "@genai-collector/component";
import type { CorsConfig } from "./http-config.ts";

type ResponseHeaders = Readonly<Record<string, string>>;

/** Headers that any page may send (https://fetch.spec.whatwg.org/#cors-safelisted-request-header), and `Origin`. */
const safelisted = ["accept", "accept-language", "content-type", "content-language", "origin"];

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST"]);

/** Tells browsers which pages may send (https://fetch.spec.whatwg.org/#http-cors-protocol), as otelcol does. */
export class Cors {
  readonly #origins: readonly ((origin: string) => boolean)[];
  readonly #isForAll: boolean;
  readonly #allowed: ReadonlySet<string>;
  readonly #exposed: string;
  readonly #maxAge: number;

  constructor(config: CorsConfig) {
    this.#isForAll = config.allowed_origins.includes("*");
    this.#origins = config.allowed_origins.map(matcher);
    const more = config.allowed_headers.length === 0 ? ["x-requested-with"] : config.allowed_headers;
    this.#allowed = new Set([...safelisted, ...more.map((name) => name.toLowerCase())]);
    this.#exposed = config.exposed_headers.join(", ");
    this.#maxAge = config.max_age;
  }

  /** The headers that answer a preflight; undefined for any other request. */
  preflight(request: ServerRequest): ResponseHeaders | undefined {
    const { origin, "access-control-request-method": method } = request.headers;
    if (request.method !== "OPTIONS" || method === undefined) return undefined;
    const vary = { vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers" };
    const asked = request.headers["access-control-request-headers"];
    if (!this.#isAllowed(origin) || !methods.has(method) || !this.#allowsHeaders(asked)) return vary;
    return {
      ...vary,
      ...this.#grant(origin!),
      "access-control-allow-methods": method,
      ...(asked === undefined || asked === "" ? {} : { "access-control-allow-headers": asked }),
      ...(this.#maxAge === 0 ? {} : { "access-control-max-age": String(Math.max(0, this.#maxAge)) }),
    };
  }

  /** What is added to the answer of a request that is none. */
  headers(request: ServerRequest): ResponseHeaders {
    const { origin } = request.headers;
    const isAllowed = methods.has(request.method) || request.method === "OPTIONS";
    if (!isAllowed || !this.#isAllowed(origin)) return { vary: "Origin" };
    return {
      vary: "Origin",
      ...this.#grant(origin!),
      ...(this.#exposed === "" ? {} : { "access-control-expose-headers": this.#exposed }),
    };
  }

  #grant(origin: string): ResponseHeaders {
    return {
      "access-control-allow-origin": this.#isForAll ? "*" : origin,
      "access-control-allow-credentials": "true",
    };
  }

  #isAllowed(origin: string | undefined): boolean {
    return origin !== undefined && this.#origins.some((matches) => matches(origin.toLowerCase()));
  }

  #allowsHeaders(asked = ""): boolean {
    if (this.#allowed.has("*")) return true;
    return asked.split(",").every((name) => name.trim() === "" || this.#allowed.has(name.trim().toLowerCase()));
  }
}

/** One `*` stands for any text, the empty one included. Origins are compared without regard to case. */
function matcher(pattern: string): (origin: string) => boolean {
  const lower = pattern.toLowerCase();
  const star = lower.indexOf("*");
  if (star < 0) return (origin) => origin === lower;
  const [start, end] = [lower.slice(0, star), lower.slice(star + 1)];
  return (origin) => origin.length >= start.length + end.length && origin.startsWith(start) && origin.endsWith(end);
}

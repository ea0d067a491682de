import type { Http2Options, ListenOptions } from "@genai-collector/component";

/** How patient a server is with its clients, where `ListenOptions` says nothing. Milliseconds; 0: without end. */
export interface ServerLimits {
  /** A client that sends its headers, or shakes hands, this slowly holds a connection for nothing. */
  readonly headersTimeoutMs: number;
  /** The longest that one request may take to arrive. */
  readonly requestTimeoutMs: number;
  /** How long a connection may be idle between requests. */
  readonly keepAliveTimeoutMs: number;
  /** How long a client may take nothing of its answer. */
  readonly writeTimeoutMs: number;
  /** How often these are looked after. */
  readonly checkEveryMs: number;
}

/** The real runtime's: as Go's servers are set by otelcol's helper, with an end for bodies too. */
export const defaultServerLimits: ServerLimits = {
  headersTimeoutMs: 60_000,
  requestTimeoutMs: 300_000,
  keepAliveTimeoutMs: 60_000,
  writeTimeoutMs: 30_000,
  checkEveryMs: 10_000,
};

/** The limits of one server: what its options say, else `limits`. Looked after often enough for the shortest of them. */
export function limitsOf(limits: ServerLimits, options: ListenOptions): ServerLimits {
  const headersTimeoutMs = options.headersTimeoutMs ?? limits.headersTimeoutMs;
  const writeTimeoutMs = options.writeTimeoutMs ?? limits.writeTimeoutMs;
  const keepAliveTimeoutMs = options.idleTimeoutMs ?? limits.keepAliveTimeoutMs;
  // A request cannot be late before its headers are.
  const requestTimeoutMs =
    headersTimeoutMs === 0 || limits.requestTimeoutMs === 0 ? 0 : Math.max(limits.requestTimeoutMs, headersTimeoutMs);
  const all = [headersTimeoutMs, requestTimeoutMs, writeTimeoutMs, ...http2Times(options.http2 ?? {})];
  return {
    headersTimeoutMs,
    requestTimeoutMs,
    keepAliveTimeoutMs,
    writeTimeoutMs,
    checkEveryMs: Math.min(limits.checkEveryMs, ...all.flatMap((ms) => (ms > 0 ? Math.max(10, ms / 4) : []))),
  };
}

function http2Times(options: Http2Options): number[] {
  const { maxConnectionIdleMs, maxConnectionAgeMs, maxConnectionAgeGraceMs, pingAfterMs, pingTimeoutMs } = options;
  return [maxConnectionIdleMs, maxConnectionAgeMs, maxConnectionAgeGraceMs, pingAfterMs, pingTimeoutMs].map(
    (ms) => ms ?? 0,
  );
}

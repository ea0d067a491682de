import type { Http2Options } from "@genai-collector/component";
import type { ServerLimits } from "../server-limits.ts";

/** What one HTTP/2 server holds its connections to. Milliseconds; Infinity: without end. */
export interface Http2Settings {
  readonly limits: ServerLimits;
  readonly maxConcurrentStreams: number;
  readonly maxConnectionIdleMs: number;
  readonly maxConnectionAgeMs: number;
  readonly maxConnectionAgeGraceMs: number;
  readonly pingAfterMs: number;
  readonly pingTimeoutMs: number;
  readonly minClientPingMs: number;
  readonly allowsPingWithoutStream: boolean;
}

const hourMs = 3_600_000;

/** gRPC's defaults (as in grpc-go), save that there are ends to streams and idle connections. 0 stands for the default. */
export function http2Settings(limits: ServerLimits, options: Http2Options = {}): Http2Settings {
  return {
    limits,
    maxConcurrentStreams: options.maxConcurrentStreams || 1_000,
    maxConnectionIdleMs: options.maxConnectionIdleMs || hourMs,
    maxConnectionAgeMs: options.maxConnectionAgeMs || Infinity,
    maxConnectionAgeGraceMs: options.maxConnectionAgeGraceMs || Infinity,
    pingAfterMs: options.pingAfterMs || 2 * hourMs,
    pingTimeoutMs: options.pingTimeoutMs || 20_000,
    minClientPingMs: options.minClientPingMs ?? 300_000,
    allowsPingWithoutStream: options.allowsPingWithoutStream ?? false,
  };
}

/** Bytes of one stream that a client may have under way: a whole request of the usual size without waiting for us. */
export const streamWindow = 1_048_576;
/** The same for all streams of a connection together. */
export const connectionWindow: number = 16 * streamWindow;

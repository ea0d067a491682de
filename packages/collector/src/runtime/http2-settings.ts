import type { Http2Options } from "@genai-collector/component";
import type { SecureServerOptions, ServerOptions } from "node:http2";
import type { ServerLimits } from "./server-limits.ts";

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
const streamWindow = 1_048_576;
/** The same for all streams of a connection together. */
export const connectionWindow = 16 * streamWindow;

/** What Node.js is told. Its own bounds on misbehaviour are named, because its defaults may change. */
export function nodeHttp2Options(settings: Http2Settings): ServerOptions & SecureServerOptions {
  return {
    noDelay: true,
    // Header blocks, frames that wait to be sent, and streams; unread bodies count against the windows.
    maxSessionMemory: 64,
    maxHeaderListPairs: 256,
    // Streams that clients open and reset at once (CVE-2023-44487), at most at a go and then per second.
    streamResetBurst: 1_000,
    streamResetRate: 100,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    settings: {
      initialWindowSize: streamWindow,
      maxConcurrentStreams: settings.maxConcurrentStreams,
      maxFrameSize: streamWindow,
      maxHeaderListSize: 65_536,
    },
  };
}

import type { Instant } from "./names.ts";

/**
 * Every door to the world. `packages/collector` has the real one, `packages/testkit` one in virtual time; components
 * use no other.
 */
export interface Runtime {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly http: HttpClients;
  readonly servers: HttpServers;
  readonly files: Files;
  readonly compress: Compress;
  readonly process: OwnProcess;
}

export interface Clock {
  now(): Instant;
  /** Milliseconds that never step back. */
  monotonic(): number;
}

export interface Timers {
  /** Returns its cancellation. */
  after(ms: number, run: () => void): () => void;
  /** Rejects with `signal.reason`. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Fires after `ms` (Infinity: never by itself) or with the first of `signals`; `cancel` lets go of them. */
  deadline(ms: number, ...signals: readonly AbortSignal[]): { readonly signal: AbortSignal; cancel(): void };
  /** Lets the event loop turn. */
  pause(): Promise<void>;
}

export interface Random {
  /** [0, 1) */
  next(): number;
  uuid(): string;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: readonly Uint8Array[] | undefined;
  readonly signal: AbortSignal;
}

export interface Body extends AsyncIterable<Uint8Array> {
  /** All of it; rejects past `limit` bytes. */
  read(limit: number): Promise<Uint8Array>;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated fields joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** Versions of TLS, as otelcol writes them. */
export type TlsVersion = "1.0" | "1.1" | "1.2" | "1.3";

/** What both sides of a TLS connection choose. Certificates and keys are PEM texts. */
export interface TlsOptions {
  /** Authorities that the other side's certificate is checked against; the system's when absent. */
  readonly ca?: readonly string[] | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly minVersion?: TlsVersion | undefined;
  readonly maxVersion?: TlsVersion | undefined;
  /** OpenSSL's names; a safe set when absent. */
  readonly cipherSuites?: readonly string[] | undefined;
  readonly curves?: readonly string[] | undefined;
}

export interface TlsServerOptions extends TlsOptions {
  readonly cert: string;
  readonly key: string;
  /** Demand a certificate of the client and check it against `ca`. */
  readonly requiresClientCertificate?: boolean | undefined;
}

export interface TlsClientOptions extends TlsOptions {
  /** Instead of the URL's host: what the server is asked for, and what its certificate must say. */
  readonly serverName?: string | undefined;
  /** Take any certificate. */
  readonly skipsVerification?: boolean | undefined;
}

export interface HttpClientOptions {
  /** Asked at dial, with the resolved address. */
  readonly allowAddress?: (ip: string) => boolean;
  /** Connections an origin, at most. */
  readonly connections?: number | undefined;
  /** For https: asked at every dial, so that renewed certificates count from the next connection on. */
  readonly tls?: (() => TlsClientOptions) | undefined;
  /** Instead of HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  readonly proxyUrl?: string | undefined;
  /** How long an idle connection is kept, in milliseconds; 0: each request has its own. */
  readonly idleTimeoutMs?: number | undefined;
  /** HTTP/2 where an https server offers it. */
  readonly allowsHttp2?: boolean | undefined;
  /** Idle connections that are kept, at most: to all origins, and to each. */
  readonly maxIdleConnections?: number | undefined;
  readonly maxIdleConnectionsPerOrigin?: number | undefined;
  /** An HTTP/2 connection is asked for a sign of life so often; one that gives none for `pingTimeoutMs` more is ended. */
  readonly pingAfterMs?: number | undefined;
  readonly pingTimeoutMs?: number | undefined;
}

export interface HttpClients {
  open(options: HttpClientOptions): HttpClient;
}

/** One pool of connections. Follows no redirect, decompresses nothing, sets no header of its own. */
export interface HttpClient {
  /** Rejects when no answer came, for whatever reason; any status is an answer. */
  request(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** A request's body, as it arrives at a server. */
export interface RequestBody extends Body {
  /**
   * All of it; rejects past `limit` bytes. `watch` sees each part before it is kept, `total` bytes being there with it:
   * what it throws ends the reading, and is what this rejects with.
   */
  read(limit: number, watch?: (part: Uint8Array, total: number) => void): Promise<Uint8Array>;
}

/** What a server is asked. Over HTTP/2 the authority stands among the headers as `host`, and no pseudo-header does. */
export interface ServerRequest extends Omit<HttpRequest, "body"> {
  /** Address and port of the other side. */
  readonly peer: string;
  readonly body: RequestBody;
}

/** What a server answers. */
export interface ServerResponse extends Omit<HttpResponse, "body"> {
  /** Parts that are there, or that come (HTTP/2 only: the stream goes on until they end or the client leaves). */
  readonly body: readonly Uint8Array[] | AsyncIterable<Uint8Array>;
  /** HTTP/2 only: fields behind the body. */
  readonly trailers?: Readonly<Record<string, string>> | undefined;
}

/** Answers a request. Must not reject: what it rejects with is told nobody, and the client gets a 500. */
export type ServerHandler = (request: ServerRequest) => Promise<ServerResponse>;

/** Limits of an HTTP/2 server. Absent: safe defaults of the runtime. */
export interface Http2Options {
  readonly maxConcurrentStreams?: number | undefined;
  /** A connection is told to go after so long without a stream, and at this age; streams then have `grace` to end. */
  readonly maxConnectionIdleMs?: number | undefined;
  readonly maxConnectionAgeMs?: number | undefined;
  readonly maxConnectionAgeGraceMs?: number | undefined;
  /** A connection on which nothing came for so long is asked for a sign of life, and ended `pingTimeoutMs` later. */
  readonly pingAfterMs?: number | undefined;
  readonly pingTimeoutMs?: number | undefined;
  /** Clients that ping more often than this, or without a stream where that is not allowed, are told to go. */
  readonly minClientPingMs?: number | undefined;
  readonly allowsPingWithoutStream?: boolean | undefined;
}

export interface ListenOptions {
  /** `unix`: the endpoint is the path of a socket, which is removed at the end. Default `tcp`. */
  readonly transport?: "tcp" | "unix" | undefined;
  /** `http2`: HTTP/2 alone, with prior knowledge or ALPN. Default `http1`. */
  readonly protocol?: "http1" | "http2" | undefined;
  readonly tls?: TlsServerOptions | undefined;
  /** Other processes of this collector listen on the same port; each connection goes to one of them. */
  readonly isShared?: boolean | undefined;
  /** Milliseconds; absent: safe defaults of the runtime. */
  readonly headersTimeoutMs?: number | undefined;
  /** How long a connection may be idle between requests. */
  readonly idleTimeoutMs?: number | undefined;
  /** How long a client may take nothing of its answer. */
  readonly writeTimeoutMs?: number | undefined;
  /** false: each request has its own connection. */
  readonly keepsAlive?: boolean | undefined;
  readonly maxConnections?: number | undefined;
  readonly http2?: Http2Options | undefined;
}

export interface Listener {
  /** Where it listens: the port that was picked where 0 was asked for. */
  readonly endpoint: string;
  /** For connections from now on. Throws where certificate and key do not fit; the old ones then stay. */
  renewTls(tls: TlsServerOptions): void;
  /** Takes no new requests; resolves when those under way are answered, or broken off once `signal` fires. */
  close(signal: AbortSignal): Promise<void>;
}

export interface HttpServers {
  /** `host:port`; port 0 picks one. */
  listen(endpoint: string, handle: ServerHandler, options?: ListenOptions): Promise<Listener>;
}

export interface OpenFile {
  /** Parts are written one behind the other, as one. */
  write(bytes: Uint8Array | readonly Uint8Array[]): Promise<void>;
  /** Resolves when what was written, and where it was truncated, is on disk. */
  sync(): Promise<void>;
  /** Forgets what is behind the first `length` bytes; what is written next stands there. */
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface FileStat {
  readonly kind: "file" | "folder" | "other";
  /** Bytes of a file. */
  readonly size: number;
}

/** Files are readable by their owner alone (0600), folders made on the way likewise (0700). */
export interface Files {
  /** Undefined when it is not there. */
  read(path: string, offset?: number, length?: number): Promise<Uint8Array | undefined>;
  open(path: string, mode: "append" | "truncate"): Promise<OpenFile>;
  /** Undefined when nothing is there. */
  stat(path: string): Promise<FileStat | undefined>;
  /** With those on the way; resolves also when it was there. `mode` as in chmod, 0o700 by default. */
  makeFolder(path: string, mode?: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Resolves also when it was not there. */
  remove(path: string): Promise<void>;
  /** Paths of the files in `folder`; empty when it is not there. */
  list(folder: string): Promise<readonly string[]>;
  syncFolder(folder: string): Promise<void>;
  /**
   * CRC-32 (IEEE 802.3), for what is to be found whole again: in native code, unlike anything that a program can do by
   * itself. `seed`: the checksum of what stands before `bytes`.
   */
  checksum(bytes: Uint8Array, seed?: number): number;
  /** Undefined when a living process holds it. The holder's pid and the machine's boot tell the living from the dead. */
  lock(path: string): Promise<{ release(): Promise<void> } | undefined>;
}

/** `zlib` is RFC 1950, which OTLP and HTTP call `deflate` as well; `snappy` one block, `x-snappy-framed` its framing. */
export type CompressionAlgorithm = "gzip" | "zlib" | "zstd" | "snappy" | "x-snappy-framed" | "lz4";

export interface Compress {
  /**
   * One frame of all parts. Header fields that tell time or machine are fixed: the same bytes at the same level give the
   * same result on one build of the runtime. `level`: as the algorithm counts; absent, a fast one.
   */
  compress(algorithm: CompressionAlgorithm, parts: readonly Uint8Array[], level?: number): Promise<Uint8Array>;
  /** Rejects with a RangeError past `limit` bytes of output, before it holds more than about that; else where the data is not what it claims. */
  decompress(algorithm: CompressionAlgorithm, bytes: Uint8Array, limit: number): Promise<Uint8Array>;
}

/** What this process uses of the machine's memory, in bytes. */
export interface MemoryUse {
  /** Objects of the JavaScript heap, garbage that was not collected yet included. */
  readonly heapUsedBytes: number;
  /** Where the heap ends: the runtime dies when its objects do not fit. */
  readonly heapLimitBytes: number;
  /** Buffers, which lie outside the heap; those of garbage included. */
  readonly bufferBytes: number;
  /** What the operating system counts: all of it, and what was freed but not given back. */
  readonly rssBytes: number;
}

/** This process, as the runtime and the machine see it. */
export interface OwnProcess {
  /** What it is called among replicas: the pod where the environment says it (POD_NAME), and the machine or container. */
  readonly names: { readonly pod: string | undefined; readonly host: string };
  /** Measured anew, for about 10 µs. */
  memory(): MemoryUse;
  /** The memory that it may use: the container's limit (cgroup v1 or v2), else the machine's. */
  memoryLimitBytes(): number;
  /**
   * Collects garbage: everything stands still while it does, for up to a second with a large heap. Resolves when the
   * memory of dead buffers was given back, too. Absent where the runtime cannot.
   */
  collectGarbage?(): Promise<void>;
}

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

export interface HttpClientOptions {
  /** Asked at dial, with the resolved address. */
  readonly allowAddress?: (ip: string) => boolean;
  /** Connections an origin, at most. */
  readonly connections?: number;
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

/** What a server is asked. */
export interface ServerRequest extends Omit<HttpRequest, "body"> {
  /** Address and port of the other side. */
  readonly peer: string;
  readonly body: Body;
}

/** What a server answers. */
export interface ServerResponse extends Omit<HttpResponse, "body"> {
  readonly body: readonly Uint8Array[];
}

export type ServerHandler = (request: ServerRequest) => Promise<ServerResponse>;

export interface HttpServers {
  /** `host:port`; port 0 picks one, which the answer's `endpoint` tells. Closing waits for requests under way. */
  listen(
    endpoint: string,
    handle: ServerHandler,
  ): Promise<{ readonly endpoint: string; close(signal: AbortSignal): Promise<void> }>;
}

export interface OpenFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when what was written is on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Files are readable by their owner alone (0600), folders made on the way likewise (0700). */
export interface Files {
  /** Undefined when it is not there. */
  read(path: string, offset?: number, length?: number): Promise<Uint8Array | undefined>;
  open(path: string, mode: "append" | "truncate"): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** Resolves also when it was not there. */
  remove(path: string): Promise<void>;
  /** Paths of the files in `folder`; empty when it is not there. */
  list(folder: string): Promise<readonly string[]>;
  syncFolder(folder: string): Promise<void>;
  /** Undefined when a living process holds it. The holder's pid and the machine's boot tell the living from the dead. */
  lock(path: string): Promise<{ release(): Promise<void> } | undefined>;
}

export interface Compress {
  /** Level and header are fixed: the same bytes give the same result on one build of the runtime. */
  gzip(bytes: readonly Uint8Array[]): Promise<Uint8Array>;
  /** Rejects past `limit` bytes of output. */
  gunzip(bytes: Uint8Array, limit: number): Promise<Uint8Array>;
}

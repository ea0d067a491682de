import type { HttpRequest, Instant, ListenOptions, ServerHandler, TlsClientOptions } from "@genai-collector/component";
import type { Answer, AnswerTo, Sender } from "./network-answer.ts";
import { NetworkFaults, type NetworkFault } from "./network-faults.ts";
import { isMatch, type RouteMatch } from "./route-match.ts";
import { chunksOf, NetworkError, orAborted } from "./virtual-connection.ts";
import { loopbackNames, VirtualListener } from "./virtual-listener.ts";
import { SeededRandom } from "./seeded-random.ts";
import { VirtualLinks, type Delay } from "./virtual-links.ts";

/** Longer than most clients wait for an answer. */
const usualLateMs = 15_000;

/** What the network needs of its world. */
interface Scheduler {
  readonly now: Instant;
  after(ms: number, run: () => void): () => void;
  fail(error: unknown): void;
}

/** An answer that arrived: headers, and a body that may break. */
export interface Arrived {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly cutAfterBytes: number;
  /** HTTP/2: fields behind the body. */
  readonly trailers?: Readonly<Record<string, string>> | undefined;
}

/** Routes to vendors and sinks, servers of processes, and what may go wrong between them. */
export class VirtualNetwork {
  /** There and back, in virtual milliseconds. */
  latencyMs: number | ((request: HttpRequest) => number) = 20;
  /** After how long a dial that nobody answers is given up. */
  connectTimeoutMs = 10_000;
  /** Addresses of names that are to resolve to something else than a public test address. */
  readonly addresses = new Map<string, string>();
  /** The ways between hosts. */
  readonly links: VirtualLinks;
  readonly #world: Scheduler;
  readonly #random: SeededRandom;
  readonly #routes: { readonly match: RouteMatch; readonly answer: AnswerTo }[] = [];
  readonly #listeners = new Set<VirtualListener>();
  readonly #faults: NetworkFaults;
  /** Addresses of names that nobody gave one. */
  readonly #invented = new Map<string, string>();
  #lastPort = 49_151;

  constructor(world: Scheduler, random: SeededRandom) {
    this.#world = world;
    this.#random = random;
    this.links = new VirtualLinks(random);
    this.#faults = new NetworkFaults(random);
  }

  /** Answers requests whose URL matches. The newest route that matches wins. Returns its removal. */
  route(match: RouteMatch, answer: AnswerTo): () => void {
    const route = { match, answer };
    this.#routes.unshift(route);
    return () => {
      if (this.#routes.includes(route)) this.#routes.splice(this.#routes.indexOf(route), 1);
    };
  }

  /** Lets something go wrong. Returns the repair. */
  fault(fault: NetworkFault): () => void {
    return this.#faults.add(fault);
  }

  /** Nothing passes between two hosts any more: dials time out, and what is under way stays unanswered. Heals when called. */
  partition(one: string, other: string): () => void {
    const ways = [this.links.cut(one, other), this.links.cut(other, one)];
    return () => {
      for (const heal of ways) heal();
    };
  }

  /** What two hosts send to each other takes longer. Ends when called. */
  slow(one: string, other: string, delay: Delay): () => void {
    const ways = [this.links.slow(one, other, delay), this.links.slow(other, one, delay)];
    return () => {
      for (const end of ways) end();
    };
  }

  /**
   * Carries a call that is no HTTP from one host to another, and its answer back. Where nothing passes, it has no effect,
   * or one that nobody hears of; it then rejects as soon as `signal` fires.
   */
  async carry<T>(from: string, to: string, signal: AbortSignal, serve: () => Promise<T> | T): Promise<T> {
    const halfwayMs = typeof this.latencyMs === "number" ? this.latencyMs / 2 : 10;
    await this.#wait(halfwayMs + this.links.delayOf(from, to), signal);
    if (this.links.isCut(from, to)) return orAborted(new Promise<T>(() => undefined), signal);
    const answer = await orAborted(Promise.resolve(serve()), signal);
    if (this.links.isCut(to, from)) return orAborted(new Promise<T>(() => undefined), signal);
    await this.#wait(halfwayMs + this.links.delayOf(to, from), signal);
    return answer;
  }

  /** The address that a name resolves to: addresses stay as they are, other names are in a public block of nobody's (AS112, RFC 7535). */
  addressOf(name: string): string {
    const known = this.addresses.get(name);
    if (known !== undefined) return known;
    if (loopbackNames.has(name)) return name.includes(":") ? "::1" : "127.0.0.1";
    if (/^[\d.]+$/.test(name)) return name;
    if (name.startsWith("[")) return name.slice(1, -1);
    let address = this.#invented.get(name);
    if (address === undefined) {
      address = `192.31.196.${1 + new SeededRandom(name).below(254)}`;
      this.#invented.set(name, address);
    }
    return address;
  }

  /** Opens a port, or a socket file. Throws `EADDRINUSE` where it is taken by one that does not share it. */
  listen(host: string, endpoint: string, handle: ServerHandler, options: ListenOptions = {}): VirtualListener {
    const { bind, port } = options.transport === "unix" ? { bind: endpoint, port: 0 } : this.#portOf(endpoint);
    const listener = new VirtualListener(host, bind, port, handle, options);
    for (const other of this.#listeners) {
      if (listener.excludes(other)) throw new NetworkError("EADDRINUSE", `${endpoint} is in use on ${host}`);
    }
    this.#listeners.add(listener);
    return listener;
  }

  /** Takes no further connection. */
  unlisten(listener: VirtualListener): void {
    this.#listeners.delete(listener);
  }

  /** Carries one request from `from` and its answer back. Rejects with `signal.reason` as soon as its signal fires. */
  async exchange(request: HttpRequest, from: string, tls?: TlsClientOptions): Promise<Arrived> {
    const url = new URL(request.url);
    const fault = this.#faults.draw(url, request);
    const halfway = (typeof this.latencyMs === "number" ? this.latencyMs : this.latencyMs(request)) / 2;
    await this.#dial(url, request, from, fault?.kind, halfway);
    if (fault?.kind === "twice") void this.#later(fault, url, request, from, tls);
    const answering =
      fault?.kind === "late"
        ? this.#later(fault, url, request, from, tls)
        : this.#answer(url, request, from, tls, false);
    const arrived = await orAborted(answering, request.signal);
    if (this.links.isCut(url.hostname, from)) await orAborted(new Promise(() => undefined), request.signal);
    await this.#wait(halfway + this.links.delayOf(url.hostname, from), request.signal);
    if (fault?.kind === "lost") throw new NetworkError("ECONNRESET", `the answer of ${url.host} was lost`);
    return fault?.kind === "cut" ? { ...arrived, cutAfterBytes: Math.min(arrived.cutAfterBytes, 16) } : arrived;
  }

  /** Answers a request that arrives later, whether or not its client is still there. */
  #later(
    { kind, lateMs = usualLateMs }: NetworkFault,
    url: URL,
    request: HttpRequest,
    from: string,
    tls: TlsClientOptions | undefined,
  ): Promise<Arrived> {
    const { signal: client } = request;
    const { signal } = new AbortController();
    const arrived = Promise.withResolvers<Arrived>();
    arrived.promise.catch(() => undefined); // perhaps nobody waits
    this.#world.after(lateMs, () => {
      const isStray = kind === "twice" || client.aborted;
      arrived.resolve(this.#answer(url, { ...request, signal }, from, tls, isStray));
    });
    return arrived.promise;
  }

  async #dial(url: URL, request: HttpRequest, from: string, fault: string | undefined, ms: number): Promise<void> {
    await this.#wait(ms + this.links.delayOf(from, url.hostname), request.signal);
    if (fault === "timeout" || this.links.isCut(from, url.hostname)) {
      await this.#wait(this.connectTimeoutMs, request.signal);
      throw new NetworkError("ETIMEDOUT", `${url.host} did not answer`);
    }
    if (fault === "refused") throw new NetworkError("ECONNREFUSED", `${url.host} refused the connection`);
    if (fault === "reset") throw new NetworkError("ECONNRESET", `${url.host} reset the connection`);
  }

  async #answer(
    url: URL,
    request: HttpRequest,
    from: string,
    tls: TlsClientOptions | undefined,
    isStray: boolean,
  ): Promise<Arrived> {
    const route = this.#routes.find(({ match }) => isMatch(match, url, request));
    if (route !== undefined) return this.#routed(route.answer, request, { host: from, isStray });
    const listener = this.#listenerFor(url, from);
    const peer = listener.port === 0 ? "unix" : `${this.#peer(url, from)}:${++this.#lastPort}`;
    const { body, ...answer } = await listener.serve(request, peer, tls);
    return { ...answer, chunks: body, cutAfterBytes: Infinity };
  }

  /** Processes that share a port get connections as they come: any of them. */
  #listenerFor(url: URL, from: string): VirtualListener {
    const [first, ...more] = [...this.#listeners].filter((candidate) => candidate.isReachable(url, from));
    if (first === undefined) throw new NetworkError("ECONNREFUSED", `nobody listens on ${url.host}`);
    return more.length === 0 ? first : [first, ...more][this.#random.below(1 + more.length)]!;
  }

  #portOf(endpoint: string): { readonly bind: string; readonly port: number } {
    const [, bind, port] = /^(.*):(\d{1,5})$/.exec(endpoint) ?? [];
    if (bind === undefined) throw new NetworkError("EINVAL", `expected host:port, found ${endpoint}`);
    return { bind, port: Number(port) || ++this.#lastPort };
  }

  /** The address that a server sees. */
  #peer(url: URL, from: string): string {
    return this.addressOf(loopbackNames.has(url.hostname) ? url.hostname : from);
  }

  async #routed(answer: AnswerTo, request: HttpRequest, sender: Sender): Promise<Arrived> {
    let given: Answer;
    try {
      given = await answer(request, this.#world.now, sender);
    } catch (error) {
      if (!(error instanceof NetworkError)) this.#world.fail(error);
      throw error;
    }
    if (given.delayMs !== undefined) await this.#wait(given.delayMs, request.signal);
    if (given.lost === true) throw new NetworkError("ECONNRESET", `the answer to ${request.url} was lost`);
    const { date = new Date(this.#world.now).toUTCString(), ...headers } = { ...given.headers };
    return {
      status: given.status ?? 200,
      headers: date === "" ? headers : { ...headers, date },
      chunks: chunksOf(given.body),
      cutAfterBytes: given.cutAfterBytes ?? Infinity,
    };
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    let cancel = (): void => undefined;
    const passed = new Promise<void>((resolve) => {
      if (ms > 0) cancel = this.#world.after(ms, resolve);
      else resolve();
    });
    await orAborted(passed, signal).finally(() => cancel());
  }
}

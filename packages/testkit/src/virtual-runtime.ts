import type {
  Clock,
  Compress,
  Files,
  HttpClients,
  HttpServers,
  Random,
  Runtime,
  Timers,
} from "@genai-collector/component";
import { VirtualCompress } from "./virtual-compress.ts";
import { VirtualFiles } from "./virtual-files.ts";
import { VirtualHandles } from "./virtual-handles.ts";
import { VirtualHttpClients, VirtualHttpServers } from "./virtual-http.ts";
import { VirtualProcess } from "./virtual-process.ts";
import { VirtualSeam, type Interception, type SeamCall } from "./virtual-seam.ts";
import { VirtualTimers } from "./virtual-timers.ts";
import type { Process, World } from "./world.ts";

export interface VirtualRuntimeOptions {
  /** The machine: it has one disk, and servers on its loopback addresses are there for it alone. */
  readonly host?: string;
  /** How far its wall clock is ahead of the true time, in milliseconds. */
  readonly skewMs?: number;
  /** How many milliseconds its monotonic clock and its timers count in one of the world's. Default 1: no drift. */
  readonly clockRate?: number;
  /** Remember where each timer, file, listener and client was opened, for `leaks`. Slow. */
  readonly tracing?: boolean;
}

/** One run of the program in a `World`. It can be killed, at once or inside a call that it makes of the world. */
export class VirtualRuntime implements Runtime, Process {
  readonly host: string;
  /** How far the wall clock is ahead of the true time, in milliseconds. May be changed: a clock that is set. */
  skewMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly http: HttpClients;
  readonly servers: HttpServers;
  readonly files: Files;
  readonly compress: Compress;
  /** Its memory, for a test to set. */
  readonly process: VirtualProcess;
  readonly #world: World;
  readonly #seam: VirtualSeam;
  readonly #handles = new VirtualHandles();
  /** What the monotonic clock had counted when its rate changed last. */
  #drift: { readonly since: number; readonly countedMs: number; readonly rate: number };

  constructor(world: World, options: VirtualRuntimeOptions = {}) {
    this.#world = world;
    this.host = options.host ?? "localhost";
    this.process = new VirtualProcess(this.host);
    this.skewMs = options.skewMs ?? 0;
    this.#handles.isTracing = options.tracing ?? false;
    const random = world.random.fork("process");
    const seam = new VirtualSeam(world.random.fork("crash"), () => this.kill());
    const handles = this.#handles;
    this.#seam = seam;
    this.#drift = { since: world.now, countedMs: 0, rate: options.clockRate ?? 1 };
    this.clock = { now: () => Math.floor(world.now + this.skewMs), monotonic: () => this.#counted() };
    this.timers = new VirtualTimers(world, seam, handles, () => this.#drift.rate);
    this.random = { next: () => random.next(), uuid: () => random.uuid() };
    this.http = new VirtualHttpClients(world.network, this.host, seam, handles);
    this.servers = new VirtualHttpServers(world.network, this.host, seam, handles);
    this.files = new VirtualFiles(world, world.diskOf(this.host), seam, handles);
    this.compress = new VirtualCompress(seam);
    world.processes.add(this);
  }

  get isDead(): boolean {
    return this.#seam.isDead;
  }

  /** How many milliseconds its monotonic clock and new timers count in one of the world's. May be changed: drift. */
  get clockRate(): number {
    return this.#drift.rate;
  }

  set clockRate(rate: number) {
    this.#drift = { since: this.#world.now, countedMs: this.#counted(), rate };
  }

  /** Calls made of the world so far; timers are not counted. */
  get calls(): number {
    return this.#seam.calls;
  }

  /** The same by name, `files.write` for example. */
  get callsBySeam(): ReadonlyMap<string, number> {
    return this.#seam.callsBySeam;
  }

  /** Dies inside the call with this number; the seed decides whether its effect happened. */
  get crashAt(): number {
    return this.#seam.crashAt;
  }

  set crashAt(call: number) {
    this.#seam.crashAt = call;
  }

  /** Called when it died inside a call. */
  set onCrash(run: (() => void) | undefined) {
    this.#seam.onCrash = run;
  }

  /** Timers that fired so far. */
  get fired(): number {
    return this.#seam.fired;
  }

  /**
   * Decides on each call: death before or after its effect, or an error in its place. Timers that fire are asked for,
   * too, as `timers.fire`; they cannot fail.
   */
  set intercept(decide: ((call: SeamCall) => Interception) | undefined) {
    this.#seam.intercept = decide;
  }

  /** Told when a call is over, however it went. */
  set onCallEnded(run: ((call: SeamCall) => void) | undefined) {
    this.#seam.ended = run;
  }

  get isStopped(): boolean {
    return this.#seam.isStopped;
  }

  /**
   * SIGSTOP: the process does nothing any more, and its clocks go on. Timers that become due wait, as do answers, and
   * requests to its servers; connections stay, and what it had sent is on its way.
   */
  stop(): void {
    this.#seam.stop();
  }

  /** SIGCONT: all that waited comes at once, timers or answers first. */
  goOn(first: "timers" | "answers" = "timers"): void {
    for (const run of this.#seam.goOn(first)) this.#world.after(0, run);
  }

  /** Resolves as soon as it goes on; at once where it is not stopped. */
  awake(): Promise<void> {
    return this.#seam.awake();
  }

  /**
   * One call of the world that goes through no door of `Runtime`: a library's own connection, for example. It is
   * numbered, and can be made to fail or to be the last, like the others.
   */
  call<T>(name: string, run: () => Promise<T> | T, target?: string): Promise<T> {
    return this.#seam.call(name, run, target);
  }

  /** Notes that something of that kind is open, for `leaks`. Returns what forgets it. */
  opened(kind: string): () => void {
    return this.#handles.add(kind, () => undefined);
  }

  /** What is still open: timers, listeners, files, locks and HTTP clients, one line each. */
  leaks(): string[] {
    return this.#handles.list();
  }

  /**
   * Ends it at once, as SIGKILL does: no timer fires, no call returns, listeners and locks are gone. What was written
   * stays visible, synced or not (`powerCut` is harder).
   */
  kill(): void {
    if (this.#seam.isDead) return;
    this.#seam.close();
    this.#world.processes.delete(this);
    this.#handles.closeAll();
  }

  #counted(): number {
    const { since, countedMs, rate } = this.#drift;
    return countedMs + (this.#world.now - since) * rate;
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { TrueValue } from "@genai-collector/simulator";
import { eventually } from "./eventually.ts";
import { openGateway, type Gateway } from "./gateway.ts";
import { OtlpSink } from "./otlp-sink.ts";
import { reconcile, type Reconciliation } from "./reconcile.ts";
import { Replicas, type Replica } from "./replicas.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { LeaseEntry, SharedHistory } from "./shared-history.ts";
import type { Stage } from "./stage.ts";

/** As testdata/failover-*.yaml say. */
export const leaseMs = 3_000;
const retryMs = 500;
/** As testdata/failover.yaml says. */
const settleMs = 20_000;
const requestsPerSecond = 1;
const minute = 60_000;
/** A replica that leads asks, delivers and saves within this: at one request a second it needs three or four. */
const progressMs = 20_000;
/** Requests of one poll: what the receiver polls, in the words of the truth. */
const polled = /^(?:requests|cost|tokens)/;

/** Where replicas share their state, and what they wrote there. */
export interface SharedState {
  readonly configs: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly history: SharedHistory;
}

/** How a leader is taken away. */
export type Loss = "SIGKILL" | "SIGSTOP";

/** A gateway, a sink, and replicas that are taken away. */
export class FailoverStory {
  readonly gateway: Gateway;
  readonly sink: OtlpSink;
  readonly replicas: Replicas;
  readonly history: SharedHistory;
  /** How long it took until the next leader's term began, in milliseconds, for each loss. */
  readonly failovers: Record<Loss, number[]> = { SIGKILL: [], SIGSTOP: [] };
  /** When the gateway was asked, by `performance.now()`. */
  readonly asked: number[] = [];
  /** What was done to replicas. */
  readonly #deeds: { readonly at: number; readonly what: string }[] = [];
  readonly #random: SeededRandom;

  private constructor(
    gateway: Gateway,
    sink: OtlpSink,
    replicas: Replicas,
    history: SharedHistory,
    random: SeededRandom,
  ) {
    this.gateway = gateway;
    this.sink = sink;
    this.replicas = replicas;
    this.history = history;
    this.#random = random;
    gateway.onAsked = () => this.asked.push(performance.now());
  }

  /** Two replicas, of which one leads. */
  static async open(stage: Stage, shared: SharedState, random: SeededRandom): Promise<FailoverStory> {
    const gateway = await openGateway(stage);
    const sink = await OtlpSink.open(stage);
    const env = { ...shared.env, E2E_GATEWAY: gateway.endpoint, E2E_SINK: sink.endpoint };
    const replicas = new Replicas(stage, shared.configs, env);
    const story = new FailoverStory(gateway, sink, replicas, shared.history, random);
    await Promise.all([replicas.start(), replicas.start()]);
    await story.leader();
    return story;
  }

  /** What happened so far, for whoever looks at a failure. */
  account(): string {
    const lease = this.history.leases.map(({ at, epoch, holder }) => `${at.toFixed()} epoch ${epoch}: ${holder}`);
    const said = this.replicas.all.map(({ identity, child }) => `${identity} said:\n${child.stderr.slice(-3_000)}`);
    return [`${performance.now().toFixed()} now`, "the lease:", ...lease.slice(-10), ...said.slice(-3)].join("\n");
  }

  /** Who leads and has saved something in its term. */
  async leader(): Promise<{ readonly replica: Replica; readonly lease: LeaseEntry }> {
    return eventually(
      "a leader that makes progress",
      () => {
        const { lease, checkpoint } = this.history;
        const replica = this.replicas.named(lease?.holder ?? "");
        return lease !== undefined && replica !== undefined && checkpoint?.epoch === lease.epoch && { replica, lease };
      },
      progressMs,
    );
  }

  /** Nothing happens for so many lease durations. Resolves to the leaders that were seen. */
  async steady(durations: number): Promise<readonly LeaseEntry[]> {
    const from = this.history.leases.length - 1;
    await sleep(durations * leaseMs);
    return this.history.leases.slice(from);
  }

  /** Takes the leader away at some moment of its work; a killed one is replaced, a stopped one goes on later. */
  async lose(loss: Loss): Promise<void> {
    const { replica, lease } = await this.leader();
    await sleep(this.#random.integer(0, 1_500));
    const lostAt = performance.now();
    this.#send(loss, replica);
    const next = await eventually(
      "a new leader",
      () => this.history.leases.find(({ epoch, holder }) => epoch > lease.epoch && holder !== ""),
      leaseMs * 4,
    );
    this.failovers[loss].push(next.at - lostAt);
    if (loss === "SIGKILL") await this.replicas.start();
    else {
      await sleep(this.#random.integer(0, 1_500));
      this.#send("SIGCONT", replica);
    }
  }

  #send(signal: Loss | "SIGCONT", { child, identity }: Replica): void {
    this.#deeds.push({ at: performance.now(), what: `${signal} to ${identity}` });
    child.kill(signal);
  }

  /** The leader stops in order. Resolves to how long nobody led, in milliseconds, and how it ended. */
  async handOver(): Promise<{ readonly gapMs: number; readonly code: number | null }> {
    const { replica, lease } = await this.leader();
    const { code } = await replica.child.end("SIGTERM");
    const ended = performance.now();
    const next = await eventually("a successor", () =>
      this.history.leases.find(({ epoch, holder }) => epoch > lease.epoch && holder !== ""),
    );
    const released = this.history.leases.find(({ epoch, holder }) => epoch === lease.epoch && holder === "");
    // Where the lease is looked at from time to time, its release may not be seen.
    return { gapMs: next.at - (released?.at ?? ended), code };
  }

  /**
   * Requests beyond the budget: at most one a second, and one at once. Over every stretch of the log, so that no two
   * replicas can have spent the same second; with the terms around it.
   */
  overBudget(toleranceMs: number): string[] {
    const found: string[] = [];
    for (const [first, from] of this.asked.entries()) {
      for (let last = first + 1; last < Math.min(this.asked.length, first + 60); last++) {
        const tookMs = this.asked[last]! - from;
        const leastMs = ((last - first) * 1_000) / requestsPerSecond;
        if (tookMs < leastMs - toleranceMs)
          found.push(
            `${last - first + 1} requests within ${tookMs.toFixed()} ms: ${this.#log(from, this.asked[last]!)}`,
          );
      }
    }
    return found;
  }

  #log(from: number, to: number): string {
    const isNear = (at: number): boolean => at > from - 4_000 && at < to + 2_000;
    const requests = this.asked.filter(isNear).map((at) => ({ at, what: "request" }));
    const leases = this.history.leases.map(({ at, epoch, holder }) => ({ at, what: `epoch ${epoch} of ${holder}` }));
    const events = [...requests, ...this.#deeds, ...leases].filter(({ at }) => isNear(at));
    const shown = events.toSorted((a, b) => a.at - b.at).map(({ at, what }) => `${(at - from).toFixed()} ${what}`);
    return shown.join(", ");
  }

  /** Ends all replicas in order and lets one catch up with the present, as fast as it can; it stays. */
  async catchUp(): Promise<void> {
    for (const { child } of this.replicas.living) await child.end("SIGTERM");
    await this.replicas.start({ E2E_RPS: "100", E2E_WINDOW: "50m" });
    await this.reach(Date.now() - settleMs - minute, 120_000);
  }

  /** Waits for a frontier. */
  async reach(time: number, timeoutMs: number): Promise<void> {
    const what = `the frontier at ${new Date(time).toISOString()}`;
    await eventually(what, () => this.history.checkpoint!.frontier >= time, timeoutMs);
  }

  /** The minute that runs now gets one more request, which shows shortly before it settles. Resolves to its end. */
  reviseRunning(): number {
    const start = Math.floor(Date.now() / minute) * minute;
    this.gateway.simulator.reviseLate(start, start + minute + settleMs - 2_000);
    return start + minute;
  }

  /** The minute that was delivered last changes now. Resolves when the leader has seen and booked it. */
  async reviseDelivered(): Promise<void> {
    const { frontier, revisedItems } = this.history.checkpoint!;
    this.gateway.simulator.reviseLate(frontier - minute, Date.now());
    await eventually(
      "the change to be booked",
      () => this.history.checkpoint!.revisedItems > revisedItems,
      2 * minute + settleMs,
    );
  }

  /** What the sink has, held against the truth up to the last frontier. */
  reconcile(): Reconciliation {
    const [from, to] = [this.history.checkpoints[0]!.frontier, this.history.checkpoint!.frontier];
    return reconcile(this.#truth(from, to), this.sink.bodies("metrics"), "portkey_api");
  }

  #truth(from: number, to: number): TrueValue[] {
    return this.gateway.simulator.truth({ from, to }).filter(({ metric }) => polled.test(metric));
  }
}

/** How soon a silent holder's lease may be somebody else's, at the latest: as long as it runs, and two seconds. */
export const slowestFailoverMs = leaseMs + 2_000;
/** A released lease is seen at the next look. */
export const slowestHandOverMs = retryMs + 1_000;

/** Numbers of milliseconds, for people. */
export function shownTimes(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return `${times.length} times: min ${min?.toFixed()} ms, median ${median?.toFixed()} ms, max ${max?.toFixed()} ms`;
}

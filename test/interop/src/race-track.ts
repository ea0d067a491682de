import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { LeaderElector, Term } from "@genai-collector/component";
import { eventually } from "@genai-collector/test-e2e/eventually";
import type { ElectionServer } from "./describe-election.ts";
import type { RunningExtension } from "./running-extension.ts";
import { WayToServer } from "./way-to-server.ts";

/** One stretch of leadership, as it was lived through. Times by `performance.now()`. */
interface LivedTerm {
  readonly contender: Contender;
  readonly epoch: number;
  readonly at: number;
  /** When its signal fired; Infinity: not yet. */
  endedAt: number;
}

/** One replica of an election. */
interface Contender {
  readonly identity: string;
  readonly way: WayToServer;
  /** Stops in order. */
  leave(): Promise<void>;
}

/** Replicas that compete for one lease, and what became of them. */
export class RaceTrack {
  /** In the order in which they began. */
  readonly terms: LivedTerm[] = [];
  readonly #server: ElectionServer;
  readonly #floor: number;
  readonly #contenders: Contender[] = [];

  private constructor(server: ElectionServer, floor: number) {
    this.#server = server;
    this.#floor = floor;
  }

  /** Each of them campaigns above `floor`. */
  static async open(server: ElectionServer, identities: readonly string[], floor = 0): Promise<RaceTrack> {
    const track = new RaceTrack(server, floor);
    for (const identity of identities) await track.join(identity);
    return track;
  }

  async join(identity: string): Promise<void> {
    const way = new WayToServer();
    const elector: RunningExtension<LeaderElector> = await this.#server.open(identity, way);
    const stop = new AbortController();
    const lead = (term: Term): Promise<void> => this.#live(contender, term);
    const campaign = elector.provided.campaign("acme", this.#floor, lead, stop.signal).catch(() => undefined);
    const contender: Contender = {
      identity,
      way,
      leave: async () => {
        stop.abort();
        await Promise.race([campaign, sleep(5_000)]);
        await elector.close();
      },
    };
    this.#contenders.push(contender);
  }

  /** Whoever leads now, with an epoch above `above`. */
  leader(above = 0): Promise<LivedTerm> {
    const isLeading = ({ epoch, endedAt }: LivedTerm): boolean => epoch > above && endedAt === Infinity;
    return eventually("a leader", () => this.terms.findLast(isLeading), 15_000);
  }

  /** Which rules were broken, in words; none: none. */
  violations(): string[] {
    return this.terms.flatMap((term, index) => {
      const before = this.terms[index - 1];
      if (before === undefined) return [];
      const found: string[] = [];
      if (term.epoch <= before.epoch) found.push(`epoch ${term.epoch} came after ${before.epoch}`);
      if (before.endedAt > term.at) found.push(`${term.contender.identity} led while ${before.contender.identity} did`);
      return found;
    });
  }

  async close(): Promise<void> {
    for (const contender of this.#contenders) {
      contender.way.isCut = false;
      await contender.leave();
    }
  }

  async #live(contender: Contender, { epoch, signal }: Term): Promise<void> {
    const term: LivedTerm = { contender, epoch, at: performance.now(), endedAt: Infinity };
    this.terms.push(term);
    if (!signal.aborted) await once(signal, "abort");
    term.endedAt = performance.now();
  }
}

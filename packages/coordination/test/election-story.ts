import { World, type SeededRandom } from "@genai-collector/testkit";
import { LeaseServer, type Trouble } from "./lease-server.ts";
import { Replica, type Led } from "./replica.ts";

const second = 1_000;
/** The defaults; requests take 20 ms where nothing is wrong. */
export const times = { durationMs: 15 * second, deadlineMs: 10 * second, retryMs: 2 * second, requestMs: 20 };
/** Clocks of the replicas are off by so much at most, in either direction. */
const drift = 0.01;

/** Something that a replica did as a leader. */
interface Deed {
  readonly replica: string;
  readonly epoch: number;
  readonly at: number;
}

/** What a story came to. */
export interface Told {
  readonly violations: readonly string[];
  readonly terms: number;
  readonly deeds: number;
  /** How long nobody led after the last trouble; undefined: for longer than the story lasted. */
  readonly leaderAfterMs: number | undefined;
}

/** Three replicas of which one leads, and everything that may happen to them: drawn from a seed. */
export class ElectionStory {
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #server: LeaseServer;
  readonly #names = ["a", "b", "c"];
  readonly #running = new Map<string, Replica>();
  readonly #led: Led[] = [];
  readonly #deeds: Deed[] = [];
  readonly #violations: string[] = [];
  /** What a checkpoint store knows: the floor of a campaign, asked for again when a term begins. */
  #savedEpoch = 0;
  #isTroubled = true;

  constructor(seed: number) {
    this.#world = new World(Date.UTC(2026, 0, 1), seed);
    this.#random = this.#world.random.fork("story");
    this.#server = new LeaseServer(this.#world);
    this.#server.trouble = () => this.#trouble();
  }

  /** So many minutes of trouble, then quiet. */
  async tell(minutes: number): Promise<Told> {
    for (const name of this.#names) this.#start(name);
    const end = this.#world.now + minutes * 60 * second;
    while (this.#world.now < end) {
      await this.#world.advance(this.#between(100, 12_000));
      await this.#happen();
    }
    const leaderAfterMs = await this.#calmDown();
    this.#judge();
    return { violations: this.#violations, terms: this.#led.length, deeds: this.#deeds.length, leaderAfterMs };
  }

  #between(from: number, to: number): number {
    return from + this.#random.next() * (to - from);
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#random.below(choices.length)]!;
  }

  #start(name: string): void {
    const skewMs = Math.round(this.#between(-5, 5)) * 3_600_000;
    const clockRate = 1 + this.#between(-drift, drift);
    const joinMs = this.#pick([0, 0, 200, 5_000]);
    const replica = new Replica(this.#world, this.#server, { name, skewMs, clockRate, joinMs });
    replica.work = ({ signal, epoch }, led) => {
      this.#checkAlone(led);
      // A floor may be as old as the wait for the lease, and the lease with its epoch have been deleted meanwhile.
      if (epoch <= this.#savedEpoch) {
        campaign.stop();
        void campaign.done.then(() => (campaign = replica.campaign("portkey", this.#savedEpoch)));
        return;
      }
      this.#checkRisen(led);
      const does = (): void => {
        if (signal.aborted) return;
        this.#deeds.push({ replica: name, epoch, at: this.#world.now });
        this.#savedEpoch = Math.max(this.#savedEpoch, epoch);
      };
      const everyMs = this.#between(30, 400);
      const again = (): void => {
        does();
        if (led.firedAt === undefined) replica.runtime.timers.after(everyMs, again);
      };
      again();
      // Answers that come whenever they come.
      const ask = async (): Promise<void> => {
        while (led.firedAt === undefined) {
          await replica.runtime.call("vendor", () => this.#world.wait(this.#between(5, 3_000)));
          does();
        }
      };
      void ask();
    };
    let campaign = replica.campaign("portkey", this.#savedEpoch);
    this.#running.set(name, replica);
  }

  /** At the moment of a grant no other signal may be unfired, but of a process that does nothing any more. */
  #checkAlone(led: Led): void {
    for (const other of this.#led) {
      const runtime = this.#running.get(other.replica)?.runtime;
      const isAwake = runtime !== undefined && !runtime.isDead && !runtime.isStopped && this.#isOf(other);
      if (other.firedAt === undefined && isAwake)
        this.#violations.push(
          `${led.replica} begins epoch ${led.epoch} while ${other.replica} leads epoch ${other.epoch}`,
        );
    }
  }

  #checkRisen(led: Led): void {
    const last = this.#led.at(-1);
    if (last !== undefined && led.epoch <= last.epoch)
      this.#violations.push(`epoch ${led.epoch} of ${led.replica} follows epoch ${last.epoch} of ${last.replica}`);
    this.#led.push(led);
  }

  /** It is of the process that runs now under that name. */
  #isOf(led: Led): boolean {
    return this.#running.get(led.replica)?.led.includes(led) === true;
  }

  async #happen(): Promise<void> {
    const name = this.#pick(this.#names);
    const { runtime } = this.#running.get(name)!;
    const laterMs = this.#between(10, 40_000);
    switch (this.#random.below(7)) {
      case 0: {
        runtime.kill();
        await this.#world.advance(this.#between(0, 20_000));
        this.#start(name);
        return;
      }
      case 1:
      case 2: {
        if (runtime.isStopped) return;
        runtime.stop();
        const first = this.#pick(["timers", "answers"] as const);
        this.#world.after(laterMs, () => runtime.goOn(first));
        return;
      }
      case 3: {
        this.#world.after(laterMs, this.#world.network.partition(name, this.#server.host));
        return;
      }
      case 4: {
        const cut = this.#random.chance(0.5)
          ? this.#world.network.links.cut(name, this.#server.host)
          : this.#world.network.links.cut(this.#server.host, name);
        this.#world.after(laterMs, cut);
        return;
      }
      case 5: {
        this.#world.after(laterMs, this.#world.network.slow(name, this.#server.host, this.#between(10, 4_000)));
        return;
      }
      default: {
        if (this.#random.chance(0.3)) this.#server.delete();
        else runtime.skewMs += this.#between(-7_200_000, 7_200_000);
      }
    }
  }

  #trouble(): Trouble {
    if (!this.#isTroubled || this.#random.chance(0.8)) return undefined;
    return this.#pick(["unavailable", "hang", "lost", "silent", { lateMs: this.#between(10, 20_000) }] as const);
  }

  /** From here on nothing goes wrong; how long nobody leads. */
  async #calmDown(): Promise<number | undefined> {
    // Ways heal by themselves meanwhile, then the last request is given up that hangs.
    await this.#world.advance(41 * second);
    this.#isTroubled = false;
    await this.#world.advance(times.deadlineMs / 2 + second);
    const leader = [...this.#running.values()].find((replica) => replica.leading.length > 0);
    leader?.runtime.kill();
    if (leader !== undefined) this.#start(leader.name);
    const quietSince = this.#world.now;
    while (this.#world.now - quietSince < 60 * second) {
      await this.#world.advance(50);
      if ([...this.#running.values()].some((replica) => replica.leading.length > 0))
        return this.#world.now - quietSince;
    }
    return undefined;
  }

  /** Nothing is done under an epoch after a greater one was granted. */
  #judge(): void {
    for (const deed of this.#deeds) {
      const newer = this.#led.find(({ epoch, from }) => epoch > deed.epoch && from <= deed.at);
      if (newer !== undefined)
        this.#violations.push(
          `${deed.replica} acts under epoch ${deed.epoch} at ${deed.at}, ${deed.at - newer.from} ms after ${newer.replica} began ${newer.epoch}`,
        );
    }
  }
}

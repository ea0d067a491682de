import type { DurableLog } from "@genai-collector/component";
import { isCollectorError } from "@genai-collector/component";
import { createSettings, powerCut, Recorded, SeededRandom, VirtualRuntime, World } from "@genai-collector/testkit";
import type { FileLog } from "../src/file-log.ts";
import { openLog } from "../src/open-log.ts";
import { recordBytes } from "../src/record-format.ts";

const folder = "/s/log";

/** What the owner of the log knows of a record that it gave. */
interface Given {
  readonly id: number;
  readonly head: Uint8Array;
  readonly body: Uint8Array;
  /** `asked`: without an answer so far. `doubtful`: it may be found or not. */
  state: "asked" | "kept" | "rejected" | "removed" | "gone" | "doubtful";
  position: number;
  isFlipped: boolean;
  /** Its owner was told that it is on disk. */
  isPromised: boolean;
}

type Pause = (ms: number) => Promise<void>;

/** How a story went, for those who watch that it tells of something. */
export interface Outcome {
  readonly kept: number;
  readonly rejected: number;
  readonly found: number;
  readonly damaged: number;
  readonly crashes: number;
}

export interface StoryOptions {
  /** Flip bits between two lives. */
  readonly flips?: boolean;
  /** Let calls of the disk fail, and the disk be full. */
  readonly faults?: boolean;
  /** Without syncs, and then without power cuts: what the system has outlives the process. */
  readonly unsynced?: boolean;
  /** Bytes that the log may have, in segments. */
  readonly maxSegments?: number;
}

/** Several lives of one log on one disk, which ends each of them in its own way. Throws where a promise is broken. */
export async function tellStory(seed: number, options: StoryOptions = {}): Promise<Outcome> {
  return new Story(seed, options).run();
}

/** Tells so many stories, from a seed on, and sums up how they went. Throws where one breaks a promise. */
export async function tellStories(count: number, options: StoryOptions, firstSeed = 0): Promise<Outcome> {
  const sum = { kept: 0, rejected: 0, found: 0, damaged: 0, crashes: 0 };
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    try {
      const outcome = await tellStory(seed, options);
      for (const key of Object.keys(sum) as (keyof Outcome)[]) sum[key] += outcome[key];
    } catch (error) {
      throw new Error(`story ${seed} of ${JSON.stringify(options)}: ${(error as Error).message}`, { cause: error });
    }
  }
  return sum;
}

class Story {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #options: StoryOptions;
  readonly #segmentBytes: number;
  readonly #maxBytes: number;
  readonly #given: Given[] = [];
  #lastPosition = 0;
  #repair: () => void = () => undefined;
  #outcome = { kept: 0, rejected: 0, found: 0, damaged: 0, crashes: 0 };

  constructor(seed: number, options: StoryOptions) {
    this.#world = new World(0, seed);
    this.#random = new SeededRandom(`story ${seed}`);
    this.#options = options;
    this.#segmentBytes = this.#random.pick([256, 1_024, 4_096]);
    this.#maxBytes = (options.maxSegments ?? Infinity) * this.#segmentBytes;
    this.#world.disk.latencyMs = this.#random.pick([0, 0, 1]);
  }

  async run(): Promise<Outcome> {
    const lives = 2 + this.#random.below(3);
    for (let life = 0; life < lives; life++) {
      await this.#live(life === lives - 1);
      if (this.#options.flips === true && this.#random.chance(0.7)) this.#flip();
    }
    await this.#live(true);
    return this.#outcome;
  }

  /** One process, from its start to whatever ends it. */
  async #live(isQuiet: boolean): Promise<void> {
    const world = this.#world;
    const runtime = new VirtualRuntime(world);
    const recorded = new Recorded();
    if (!isQuiet && this.#random.chance(0.6)) runtime.crashAt = 1 + this.#random.below(this.#random.pick([25, 120]));
    const life: { state: "running" | "finished" | "failed"; failure?: unknown } = { state: "running" };
    // A process that died waits for ever.
    const pause: Pause = (ms) => runtime.timers.sleep(ms, new AbortController().signal);
    const act = async (): Promise<void> => {
      const log = await this.#open(runtime, recorded);
      await this.#checkFound(log);
      if (!isQuiet) await this.#work(log, recorded, pause);
      if (!isQuiet) await this.#checkSize(log, pause);
      if (isQuiet || this.#random.chance(0.4)) await this.#close(log);
    };
    act().then(
      () => (life.state = "finished"),
      (failure: unknown) => Object.assign(life, { state: "failed", failure }),
    );
    await world.advance(600_000);
    this.#repair();
    if (life.state === "failed") throw life.failure;
    if (life.state === "running" && !runtime.isDead) throw new Error("the log hangs");
    if (runtime.isDead) this.#outcome.crashes++;
    this.#end(runtime);
  }

  #end(runtime: VirtualRuntime): void {
    if (this.#options.unsynced === true || this.#random.chance(0.4)) runtime.kill();
    else powerCut(this.#world, { unsynced: this.#random.pick(["seeded", "forgotten"]) });
    for (const each of this.#given) {
      if (each.state === "asked") each.state = "doubtful";
      if (each.state === "removed") each.state = "doubtful";
    }
  }

  async #open(runtime: VirtualRuntime, recorded: Recorded): Promise<FileLog> {
    const { logger } = createSettings("file_storage", runtime, { recorded });
    return openLog({
      runtime,
      logger,
      folder,
      worker: { index: 0, count: 1 },
      lifetime: new AbortController().signal,
      lockTimeoutMs: 0,
      syncs: this.#options.unsynced !== true,
      maxBytes: this.#maxBytes,
      segmentBytes: this.#segmentBytes,
      meter: {
        committed() {},
        failed() {},
        freed() {},
        refused() {},
        damaged: (n) => void (this.#outcome.damaged += n),
      },
      onClosed() {},
    });
  }

  /** Every record is there that must be, once and whole; none that must not. */
  async #checkFound(log: DurableLog): Promise<void> {
    const seen = this.#checkEntries(log);
    this.#outcome.found += seen.size;
    for (const each of this.#given) if (!seen.has(each)) this.#checkMissing(log, each);
    // The process may die on the way: what is missing is known by now.
    for (const each of seen) await this.#checkBody(log, each);
  }

  #checkEntries(log: DurableLog): Set<Given> {
    const seen = new Set<Given>();
    let before = 0;
    for (const { position, head, bytes } of log.entries) {
      const each = this.#given[Number(/^<(\d+)>/.exec(new TextDecoder().decode(head))?.[1])];
      if (each === undefined || !same(each.head, head)) throw new Error(`a head that nobody gave at ${position}`);
      if (seen.has(each)) throw new Error(`record ${each.id} is there twice`);
      seen.add(each);
      if (position <= before) throw new Error("entries are not in order");
      before = position;
      if (each.state === "rejected" || each.state === "gone")
        throw new Error(`record ${each.id} is back: ${each.state}`);
      if (each.state === "kept" && each.position !== position) throw new Error(`record ${each.id} has moved`);
      if (bytes !== each.body.length) throw new Error(`record ${each.id} has another length`);
      each.state = "kept";
      each.position = position;
    }
    return seen;
  }

  #checkMissing(log: DurableLog, each: Given): void {
    // Found by a process whose disk had failed to sync it for the one before: nobody was told that it is there.
    const mayGo = this.#options.faults === true && !each.isPromised;
    if (each.state === "kept" && !mayGo) {
      if (!each.isFlipped) throw new Error(`record ${each.id} is lost`);
      if (log.damage.records === 0) throw new Error(`record ${each.id} is lost, and nobody tells`);
    }
    // After a sync that failed, it is on disk that a removed one is gone once the next append is.
    if (each.state === "kept" || each.state === "doubtful")
      each.state = this.#options.faults === true ? "removed" : "gone";
  }

  async #checkBody(log: DurableLog, each: Given): Promise<void> {
    try {
      const body = await log.read(each.position);
      if (!same(body, each.body)) throw new Error(`record ${each.id} is not what was given`);
    } catch (error) {
      if (!isCollectorError(error) || error.code !== "STORAGE_CORRUPT" || !each.isFlipped) throw error;
      await log.remove(each.position);
      each.state = "removed";
    }
  }

  async #work(log: FileLog, recorded: Recorded, pause: Pause): Promise<void> {
    const steps = 5 + this.#random.below(25);
    const answers: Promise<void>[] = [];
    for (let step = 0; step < steps; step++) {
      if (this.#options.faults === true && this.#random.chance(0.15)) {
        this.#repair();
        this.#repair = this.#break();
      }
      const burst = this.#random.pick([0, 1, 1, 2, 6]);
      for (let i = 0; i < burst; i++) answers.push(this.#append(log, recorded));
      if (this.#random.chance(0.7)) await Promise.all(answers.splice(0));
      await this.#remove(log);
      if (log.diskBytes > this.#maxBytes) throw new Error(`${log.diskBytes} bytes on disk, of ${this.#maxBytes}`);
      if (this.#random.chance(0.1)) await this.#checkSome(log);
      if (this.#random.chance(0.1)) await pause(this.#random.below(3_000));
    }
    await Promise.all(answers);
    this.#repair();
  }

  async #append(log: DurableLog, recorded: Recorded): Promise<void> {
    const id = this.#given.length;
    const size = this.#random.pick([0, 10, 100, 300, this.#random.below(1_500), this.#segmentBytes * 2]);
    const body = this.#random.bytes(size);
    const head = new TextEncoder().encode(`<${id}>${"x".repeat(this.#random.below(20))}`);
    const each: Given = { id, head, body, state: "asked", position: 0, isFlipped: false, isPromised: false };
    this.#given.push(each);
    // Its removals are on disk no later than this.
    const removed = this.#given.filter(({ state }) => state === "removed");
    const cut = this.#random.below(size + 1);
    try {
      each.position = await log.append(head, [body.subarray(0, cut), body.subarray(cut)]);
      if (each.position <= this.#lastPosition) throw new Error("positions do not grow");
      this.#lastPosition = each.position;
      each.state = "kept";
      each.isPromised = true;
      this.#outcome.kept++;
      for (const other of removed) if (other.state === "removed") other.state = "gone";
    } catch (error) {
      if (!isCollectorError(error) || (error.kind !== "retryable" && error.kind !== "refused")) throw error;
      const isUnsure = recorded.logs.some(({ message }) => message.includes("may be found again"));
      each.state = isUnsure ? "doubtful" : "rejected";
      this.#outcome.rejected++;
    }
  }

  async #remove(log: DurableLog): Promise<void> {
    const kept = this.#given.filter(({ state }) => state === "kept");
    // The first in the row may be stubborn, and some in the middle.
    const from = this.#random.pick([0, 1, this.#random.below(kept.length + 1)]);
    const count = this.#random.chance(0.1) ? kept.length : this.#random.below(8);
    const isThorough = this.#random.chance(0.5);
    for (const each of kept.slice(from, from + count)) {
      if (!isThorough && this.#random.chance(0.2)) continue;
      const removed = log.remove(each.position);
      each.state = "removed";
      if (this.#random.chance(0.9)) await removed;
      if (this.#random.chance(0.2)) await Promise.resolve();
    }
  }

  async #checkSome(log: DurableLog): Promise<void> {
    const kept = this.#given.filter(({ state }) => state === "kept");
    if (kept.length > 0) await this.#checkBody(log, this.#random.pick(kept));
  }

  #break(): () => void {
    const { disk } = this.#world;
    if (this.#random.chance(0.3)) {
      disk.capacityBytes = disk.usedBytes + this.#random.below(600);
      return () => (disk.capacityBytes = Infinity);
    }
    const all = ["write", "sync", "truncate", "open", "remove", "syncFolder"] as const;
    const call = all.filter(() => this.#random.chance(0.35));
    return disk.fail({ call, code: "EIO", times: 1 + this.#random.below(4) });
  }

  async #close(log: DurableLog): Promise<void> {
    await log.close();
    for (const each of this.#given) if (each.state === "removed") each.state = "gone";
  }

  /** Once it had the time, what is on disk is at most twice what is needed, and a few segments. */
  async #checkSize(log: FileLog, pause: Pause): Promise<void> {
    await pause(200_000); // after failures, it is tried again once a minute
    const needed = this.#given
      .filter(({ state }) => state === "kept")
      .reduce((sum, { head, body }) => sum + recordBytes(head.length, body.length), 0);
    const largest = recordBytes(40, 2 * this.#segmentBytes);
    if (log.diskBytes > 2 * needed + 4 * this.#segmentBytes + largest)
      throw new Error(`${log.diskBytes} bytes on disk for ${needed}, in segments of ${this.#segmentBytes}`);
    const isExact = this.#options.faults !== true; // else it may be less than is counted
    if (isExact && log.diskBytes !== this.#world.disk.usedBytes) throw new Error("nobody knows how much is on disk");
  }

  #flip(): void {
    const { disk } = this.#world;
    const paths = disk.list(folder).filter((path) => path.endsWith(".seg") && disk.get(path)!.length > 0);
    if (paths.length === 0) return;
    for (let flips = 1 + this.#random.below(3); flips > 0; flips--) {
      const path = this.#random.pick(paths);
      const bytes = disk.get(path)!;
      const at = this.#random.below(bytes.length);
      const touched = this.#given.filter((each) => holds(bytes, each, at));
      bytes[at]! ^= 1 << this.#random.below(8);
      disk.put(path, bytes);
      for (const each of touched) each.isFlipped = true;
      // A removal that can no longer be read leaves what it was about.
      if (touched.length === 0)
        for (const each of this.#given) if (each.state === "gone" || each.state === "rejected") each.state = "doubtful";
    }
  }
}

/** Whether byte `at` of a file belongs to the record of `each`. */
function holds(file: Uint8Array, each: Given, at: number): boolean {
  const haystack = Buffer.from(file.buffer, file.byteOffset, file.length);
  const needle = Buffer.concat([each.head, each.body]);
  const length = recordBytes(each.head.length, each.body.length);
  for (let from = haystack.indexOf(needle); from >= 0; from = haystack.indexOf(needle, from + 1)) {
    const start = from - (length - needle.length);
    if (at >= start && at < start + length) return true;
  }
  return false;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

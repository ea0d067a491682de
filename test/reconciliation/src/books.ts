import { LaneLedger } from "@genai-collector/test-simulation";
import type { World } from "@genai-collector/testkit";
import type { AllBooks } from "./collecting-sink.ts";
import { checkpointPath } from "./configuration.ts";
import { LaneFile } from "./lane-file.ts";
import type { LangsmithSide } from "./langsmith-side.ts";
import { LogsBooks } from "./logs-books.ts";
import type { PortkeySide } from "./portkey-side.ts";
import type { Tell } from "./promises.ts";
import { RunsBooks } from "./runs-books.ts";
import type { Setup } from "./setup.ts";
import type { SnapshotBooks } from "./snapshot-books.ts";

const minute = 60_000;
/** The default of `settle::after`, and of the loops that settle by themselves. */
const settleMs = 10 * minute;
/** A `Date` header tells whole seconds: so far off, a clock is not seen to be. */
const indistinctMs = 2_000;
const readEveryMs = minute;

export interface BooksOptions {
  readonly world: World;
  readonly setup: Setup;
  readonly portkey: PortkeySide;
  readonly langsmith: LangsmithSide;
  readonly lanes: LaneFile;
  readonly snapshots: ReadonlyMap<string, SnapshotBooks>;
  readonly report: Tell;
  life(): number;
}

/** The books of all loops, and the file that says how far each has come. */
export class Books implements AllBooks {
  readonly analytics: LaneLedger | undefined;
  readonly logs: LogsBooks | undefined;
  readonly runs: RunsBooks | undefined;
  readonly #options: BooksOptions;
  #isOver = false;

  constructor(options: BooksOptions) {
    this.#options = options;
    const { shipped } = options.setup;
    this.analytics = shipped === "langsmith" ? undefined : this.#openAnalytics();
    this.logs = shipped === "both" || shipped === "portkey-full" ? this.#openLogs() : undefined;
    this.runs = shipped === "both" || shipped === "langsmith" ? this.#openRuns() : undefined;
  }

  snapshot(name: string): SnapshotBooks | undefined {
    return this.#options.snapshots.get(name);
  }

  /** Reads the file every minute, and holds against the truth what is old enough. */
  begin(): void {
    const { world } = this.#options;
    world.after(readEveryMs, () => {
      if (this.#isOver) return;
      this.readDisk();
      for (const books of this.#options.snapshots.values()) books.close(world.now);
      this.begin();
    });
  }

  /** Enters what the disk has now. */
  readDisk(): void {
    const { lanes, world, life } = this.#options;
    const visible = lanes.read();
    if (this.analytics === undefined) return;
    const lane = visible.find(({ loop }) => loop === "analytics");
    const durable = LaneFile.parse(world.disk.durable(checkpointPath)).find(({ loop }) => loop === "analytics");
    if (lane === undefined) this.analytics.vanished();
    else this.analytics.saved(lane, durable?.frontier.time ?? -Infinity, life());
  }

  /** Everything is over. */
  close(counts: Parameters<RunsBooks["close"]>[0]): void {
    this.#isOver = true;
    this.readDisk();
    this.analytics?.close();
    this.logs?.close();
    this.runs?.close(counts);
    for (const books of this.#options.snapshots.values()) books.close(Infinity);
  }

  #openAnalytics(): LaneLedger {
    const { world, setup, portkey, report } = this.#options;
    const unseenMs = Math.max(0, Math.min(setup.skewMs, setup.portkeyAheadMs)) + indistinctMs;
    return new LaneLedger({
      name: "portkey analytics",
      settlesMs: settleMs - unseenMs,
      truthsOf: (end) => [portkey.truthOf(end)],
      lacked: (key, since) => portkey.lacked(key, since),
      now: () => world.now,
      report,
      queue: undefined,
    });
  }

  #openLogs(): LogsBooks {
    const { portkey, lanes, report } = this.#options;
    return new LogsBooks({ platform: portkey, lanes, report, settleMs });
  }

  #openRuns(): RunsBooks {
    const { langsmith, lanes, setup, world, report } = this.#options;
    return new RunsBooks({ platform: langsmith, lanes, setup, now: () => world.now, report });
  }
}

/** The snapshot loops of a setup: by loop, or by the path of a group. */
export function snapshotNames({ shipped, metadataKeys }: Setup): readonly string[] {
  const groups = ["ai-models", ...metadataKeys.map((key) => `metadata/${key}`), "prompt"];
  return [
    ...(shipped === "both" || shipped === "portkey-full" ? groups : []),
    ...(shipped === "portkey-full" ? [] : ["sessions", "usage"]),
  ];
}

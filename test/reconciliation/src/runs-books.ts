import type { TrueRun } from "@genai-collector/simulator";
import type { Arrival } from "./arrival.ts";
import type { LaneFile } from "./lane-file.ts";
import type { LangsmithSide } from "./langsmith-side.ts";
import { idOf, identity } from "./logs-books.ts";
import type { Tell } from "./promises.ts";
import type { ReceivedRecord } from "./received.ts";
import { RecordSeam } from "./record-seam.ts";
import type { Setup } from "./setup.ts";
import { isUnfinished, wrongInRun } from "./true-run.ts";
import { TruthByMinute } from "./truth-by-minute.ts";

const minute = 60_000;
const hour = 60 * minute;
const lane = "langsmith runs";
/** The default of `late_lookback`: a window is read again so long after it, together with some of its neighbours. */
const lookbackMs = hour;
const sweepMs = 10 * minute;
/** Within this a run that has ended is asked for again and delivered, when nothing is wrong. */
const heldMs = 15 * minute;

export interface RunsBooksOptions {
  readonly platform: LangsmithSide;
  readonly lanes: LaneFile;
  readonly setup: Setup;
  readonly now: () => number;
  readonly report: Tell;
}

/** What the collector's counters say of runs, over all of its lives. */
export interface RunCounts {
  /** Emitted before they had ended. */
  readonly incomplete: number;
  /** There when their window was read, and not in the answer. */
  readonly missed: number;
}

/** The books of LangSmith's runs: every run once, complete. */
export class RunsBooks {
  readonly seam: RecordSeam;
  /** Runs that are missing, each of them counted; and that no setting could have had. */
  gaps = 0;
  beyond = 0;
  /** Of the gaps, those whose number nobody can know: its runs were hidden again, or a project went before that. */
  blurred = 0;
  /** Runs that came before they had ended. */
  readonly unfinished = new Set<string>();
  readonly #options: RunsBooksOptions;

  constructor(options: RunsBooksOptions) {
    this.#options = options;
    this.seam = new RecordSeam(lane, options.report);
  }

  get records(): number {
    return this.seam.size;
  }

  took(records: readonly ReceivedRecord[], arrival: Arrival): void {
    const { report } = this.#options;
    const truths = this.#truths();
    const ids = records.map((record) => {
      const id = idOf(record);
      const run = truths.of(id, record);
      const wrong = run === undefined ? "nobody knows of it" : wrongInRun(record, run, identity);
      if (wrong !== undefined) report("nothing is wrong", lane, `${id}: ${wrong}`);
      if (run !== undefined && isUnfinished(record)) this.#tookUnfinished(run, arrival.at);
      return id;
    });
    this.seam.took(ids, arrival);
  }

  /** Everything is over: what is missing was counted, or could not be had, or is still held back. */
  close(counts: RunCounts): void {
    const { platform, lanes, report } = this.#options;
    const [from, to] = [lanes.from(lane), lanes.frontier(lane)];
    if (from === undefined || to === undefined) return report("alive", lane, "was never saved");
    const missing: string[] = [];
    for (const run of platform.simulator.truth({ from, to }).runs()) {
      if (this.seam.has(run.id)) continue;
      if (this.#isBeyond(run, to)) this.beyond++;
      else if (this.#isBlurred(run)) this.blurred++;
      else missing.push(`${run.id} (${run.startTime})`);
    }
    this.gaps = missing.length + this.blurred;
    const skipped = lanes.skipped(lane);
    const ms = Object.values(skipped).reduce((sum, each) => sum + each.ms, 0);
    const counted = counts.missed + (skipped["unreadable_run"]?.items ?? 0);
    if (ms === 0 && missing.length > counted)
      report(
        "nothing is lost",
        lane,
        `${missing.length} runs are missing, ${counted} were counted: ${missing.slice(0, 3).join(", ")}`,
      );
    if (counts.incomplete < this.unfinished.size)
      report(
        "every gap is a number",
        lane,
        `${this.unfinished.size} runs came before their end; ${counts.incomplete} were counted`,
      );
  }

  /** Only what is too long under way, or one too many, may come before it has ended. */
  #tookUnfinished(run: TrueRun, at: number): void {
    const { setup, report } = this.#options;
    this.unfinished.add(run.id);
    const isEarly = at - run.startMicros / 1_000 < setup.maxRunDurationMs;
    if (isEarly && setup.maxUnfinishedRuns >= 500)
      report("nothing is wrong", lane, `${run.id} came before it had ended, and before it may be given up`);
  }

  /** Nobody could have read it by now. */
  #isBeyond(run: TrueRun, frontier: number): boolean {
    const { lanes, setup, now, platform } = this.#options;
    const start = run.startMicros / 1_000;
    const readAt = lanes.passedAt(lane, start) ?? Infinity;
    const isLate = run.visibleAt > readAt - 3 * minute;
    const againAt = lanes.passedAt(lane, start + lookbackMs + sweepMs);
    // Told after the last reading, or not read again yet.
    if (isLate && (run.visibleAt > start + lookbackMs || againAt === undefined)) return true;
    const seenAt = isLate ? againAt! : readAt;
    const { finishedAt = Infinity } = run;
    const isHeld = finishedAt > seenAt - 3 * minute;
    const heldUntil = start + setup.maxRunDurationMs;
    if (isHeld && finishedAt > now() - heldMs && heldUntil > frontier - heldMs) return true;
    const lastAt = isHeld ? Math.min(finishedAt, heldUntil) + heldMs + 10 * minute : seenAt;
    return !platform.simulator.projectsAt(lastAt).some(({ id }) => id === run.sessionId);
  }

  /** What an answer hid is counted by comparing it with a later one, which lacks the runs of projects that are gone. */
  #isBlurred({ startMicros }: TrueRun): boolean {
    const { lanes, platform } = this.#options;
    const start = startMicros / 1_000;
    const readAt = lanes.passedAt(lane, start);
    const againAt = lanes.passedAt(lane, start + lookbackMs + sweepMs);
    if (readAt === undefined || againAt === undefined) return true;
    // What was hidden again, or told late and then hidden, nobody has seen.
    const againFrom = lanes.passedAt(lane, start + lookbackMs - 3 * minute) ?? readAt;
    if (platform.liedAt.some((at) => at > againFrom - 3 * minute && at < againAt + 10 * minute)) return true;
    const later = new Set(platform.simulator.projectsAt(againAt).map(({ id }) => id));
    return platform.simulator.projectsAt(readAt - 5 * minute).some(({ id }) => !later.has(id));
  }

  #truths(): TruthByMinute<TrueRun> {
    const { simulator } = this.#options.platform;
    return new TruthByMinute((from, to) => [...simulator.truth({ from, to }).runs()].map((run) => [run.id, run]));
  }
}

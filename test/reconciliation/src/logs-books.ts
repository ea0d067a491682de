import type { TrueRecord } from "@genai-collector/simulator";
import type { Arrival } from "./arrival.ts";
import type { LaneFile } from "./lane-file.ts";
import type { PortkeySide } from "./portkey-side.ts";
import type { Tell } from "./promises.ts";
import type { ReceivedRecord } from "./received.ts";
import { RecordSeam } from "./record-seam.ts";
import { wrongInLog } from "./true-log.ts";
import { TruthByMinute } from "./truth-by-minute.ts";

const minute = 60_000;
const lane = "portkey logs_export";
/** What the collector says of itself beside each record. */
export const identity = ["service.name", "service.namespace", "deployment.environment.name"];

export interface LogsBooksOptions {
  readonly platform: PortkeySide;
  readonly lanes: LaneFile;
  readonly report: Tell;
  /** The default: records of a stretch are there so long after its end. */
  readonly settleMs: number;
}

/** The books of Portkey's log export: every record of the platform's log, once. */
export class LogsBooks {
  readonly seam: RecordSeam;
  /** Records that are missing, each of them counted as skipped. */
  gaps = 0;
  readonly #options: LogsBooksOptions;

  constructor(options: LogsBooksOptions) {
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
      const true_ = truths.of(id, record);
      const wrong = true_ === undefined ? "nobody knows of it" : wrongInLog(record, true_, identity);
      if (wrong !== undefined) report("nothing is wrong", lane, `${id}: ${wrong}`);
      if (true_ !== undefined && record.observedAt < true_.time + this.#options.settleMs)
        report("nothing is unsettled", lane, `${id} was exported before its window had settled`);
      return id;
    });
    this.seam.took(ids, arrival);
  }

  /** Everything is over: what lies before the frontier and has not arrived is counted as skipped. */
  close(): void {
    const { platform, lanes, report, settleMs } = this.#options;
    const [from, to] = [lanes.from(lane), lanes.frontier(lane)];
    if (from === undefined || to === undefined) return report("alive", lane, "was never saved");
    const { items, ms } = sumOf(lanes.skipped(lane));
    const missing: string[] = [];
    for (const { id, time, visibleAt } of platform.simulator.logTruth({ from, to }))
      // What the log takes in after a window has settled is in no export of it.
      if (!this.seam.has(id) && visibleAt < time + settleMs - minute) missing.push(id);
    this.gaps = missing.length;
    if (ms > 0) return; // what was given up is time, not records
    if (missing.length > items)
      report(
        "nothing is lost",
        lane,
        `${missing.length} records are missing, ${items} were counted: ${missing.slice(0, 3).join(", ")}`,
      );
    else if (missing.length < items)
      report(
        "every gap is a number",
        lane,
        `${items} records were counted as skipped, and ${missing.length} are missing`,
      );
  }

  #truths(): TruthByMinute<TrueRecord> {
    const { simulator } = this.#options.platform;
    return new TruthByMinute((from, to) => [...simulator.logTruth({ from, to })].map((record) => [record.id, record]));
  }
}

/** Lines that are no records cost no record. */
const lines = new Set(["line_unparseable", "line_oversize"]);

function sumOf(skipped: ReturnType<LaneFile["skipped"]>): { readonly items: number; readonly ms: number } {
  const pages = Object.entries(skipped).filter(([reason]) => !lines.has(reason));
  return {
    items: pages.reduce((sum, [, { items }]) => sum + items, 0),
    ms: pages.reduce((sum, [, each]) => sum + each.ms, 0),
  };
}

/** Of a record, without its type. */
export function idOf({ attributes }: ReceivedRecord): string {
  return attributes.get("id")?.replace(/^string /, "") ?? "without an id";
}

import { CollectorError, type Checkpoint, type LaneKey } from "@genai-collector/component";

/** What the file holds of one lane. Fields that this version does not know stay where they are. */
export interface LaneRecord {
  readonly key: LaneKey;
  readonly checkpoint: Checkpoint;
  readonly unknown: Readonly<Record<string, unknown>>;
}

/** A newer minor version adds fields; a newer major one means something else by them. */
const major = 1;

/**
 * Reads the file's text. Throws `CHECKPOINT_UNREADABLE` (misconfigured) for anything that it cannot make sense of: a
 * file that is there is never taken for one that is not.
 */
export function parseRecords(path: string, text: string): LaneRecord[] {
  const file = parseJson(path, text);
  if (!isObject(file) || !Array.isArray(file.lanes)) throw unreadable(path, "it holds no list under lanes");
  if (file.version !== major)
    throw unreadable(path, `its version is ${String(file.version)}, this program knows ${major}`);
  return file.lanes.map((lane: unknown, index) => parseLane(path, lane, index));
}

/** The file's text: one line a lane, in the order of their keys, so that a person can compare two. */
export function formatRecords(records: Iterable<LaneRecord>): string {
  const lines = [...records]
    .map(({ key, checkpoint, unknown }) => JSON.stringify({ ...key, ...checkpoint, ...unknown }))
    .toSorted();
  return `{ "version": ${major}, "lanes": [\n${lines.join(",\n")}\n] }\n`;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, "it is no JSON", cause);
  }
}

function parseLane(path: string, lane: unknown, index: number): LaneRecord {
  const wrong = (what: string): CollectorError => unreadable(path, `lane ${index} has ${what}`);
  if (!isObject(lane)) throw wrong("no fields");
  const { receiver, loop, pass, pipeline, frontier, epoch, skipped, ...unknown } = lane;
  if (typeof receiver !== "string" || typeof loop !== "string") throw wrong("no receiver or loop");
  if (typeof pass !== "string" || typeof pipeline !== "string") throw wrong("no pass or pipeline");
  if (!isObject(frontier) || !Number.isSafeInteger(frontier.time)) throw wrong("no time in its frontier");
  const { time, cursor } = frontier as { readonly time: number; readonly cursor: unknown };
  if (cursor !== undefined && typeof cursor !== "string") throw wrong("a cursor that is no text");
  if (typeof epoch !== "number" || !Number.isSafeInteger(epoch)) throw wrong("no epoch");
  if (!isObject(skipped) || !Object.values(skipped).every(isSum)) throw wrong("no sums under skipped");
  return {
    key: { receiver, loop, pass, pipeline },
    checkpoint: {
      frontier: cursor === undefined ? { time } : { time, cursor },
      epoch,
      skipped: skipped as Checkpoint["skipped"],
    },
    unknown,
  };
}

function isSum(value: unknown): boolean {
  return isObject(value) && Number.isFinite(value.items) && Number.isFinite(value.ms);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadable(path: string, why: string, cause?: unknown): CollectorError {
  const advice = "mend it, or move it away to start over";
  return new CollectorError("CHECKPOINT_UNREADABLE", `the checkpoint file ${path} cannot be used: ${why}; ${advice}`, {
    kind: "misconfigured",
    cause,
  });
}

import { CollectorError, type Checkpoint, type LaneKey } from "@genai-collector/component";

/** What the file holds of one lane. Fields that this version does not know stay where they are. */
export interface LaneRecord {
  readonly key: LaneKey;
  readonly checkpoint: Checkpoint;
  readonly unknown: Readonly<Record<string, unknown>>;
}

/** All that the file holds: a record by the text of its key, and fields that this version does not know. */
export interface RecordFile {
  readonly lanes: ReadonlyMap<string, LaneRecord>;
  readonly unknown: Readonly<Record<string, unknown>>;
}

/** A file that is not there yet. */
export const emptyFile: RecordFile = { lanes: new Map(), unknown: {} };

/** Fields may be added within a version; a newer version means something else by those that are there. */
const version = 1;
/** Years 1 to 9999: what every store and every tool can read back. */
const earliest = -62_135_596_800_000;
const latest = 253_402_300_799_999;

/** Whether an instant can be written down: whole milliseconds of the years 1 to 9999. */
export function isInstant(time: unknown): time is number {
  return Number.isSafeInteger(time) && (time as number) >= earliest && (time as number) <= latest;
}

/** One text for a key, whatever its parts hold; no two keys have the same. */
export function keyText({ receiver, loop, pass, pipeline }: LaneKey): string {
  return JSON.stringify([receiver, loop, pass, pipeline]);
}

/**
 * Reads the file's bytes. Throws `CHECKPOINT_UNREADABLE` (misconfigured) for anything that it cannot make sense of: a
 * file that is there is never taken for one that is not.
 */
export function parseRecords(path: string, bytes: Uint8Array): RecordFile {
  const file = parseJson(path, bytes);
  const { version: found, lanes, ...unknown } = isObject(file) ? file : {};
  if (!Array.isArray(lanes)) throw unreadable(path, "it holds no list under lanes");
  if (found !== version)
    throw unreadable(path, `its version is ${JSON.stringify(found)}, this program knows ${version}`);
  const records = new Map<string, LaneRecord>();
  for (const [index, lane] of lanes.entries()) {
    const record = parseLane(path, lane, index);
    const text = keyText(record.key);
    if (records.has(text)) throw unreadable(path, `lane ${index} stands there twice`);
    records.set(text, record);
  }
  return { lanes: records, unknown };
}

/** The file's text: one line a lane, in the order of their keys, so that a person can compare two. */
export function formatRecords({ lanes, unknown }: RecordFile): string {
  const lines = [...lanes.values()]
    .map(({ key, checkpoint, unknown: more }) => JSON.stringify({ ...key, ...checkpoint, ...more }))
    .toSorted();
  const more = Object.entries(unknown).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}, `);
  return `{ "version": ${version}, ${more.join("")}"lanes": [\n${lines.join(",\n")}\n] }\n`;
}

/** The error for a file that is there and cannot be used. */
export function unreadable(path: string, why: string, cause?: unknown): CollectorError {
  const advice = "mend it, or move it away to start over";
  return new CollectorError("CHECKPOINT_UNREADABLE", `the checkpoint file ${path} cannot be used: ${why}; ${advice}`, {
    kind: "misconfigured",
    cause,
  });
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
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
  if (!isObject(frontier) || !isInstant(frontier.time)) throw wrong("no time in its frontier");
  const { time, cursor } = frontier as { readonly time: number; readonly cursor?: unknown };
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

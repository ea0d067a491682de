import type { CollectorError } from "@genai-collector/component";
import {
  fieldsOf,
  isObject,
  isRecord,
  keyText,
  parseFields,
  recordVersion,
  unreadable,
  wrongVersion,
  type Fields,
  type LaneRecord,
} from "@genai-collector/coordination/checkpoint";

/** All that the file holds: a record by the text of its key, and fields that this version does not know. */
export interface RecordFile {
  readonly lanes: ReadonlyMap<string, LaneRecord>;
  readonly unknown: Fields;
}

/** A file that is not there yet. */
export const emptyFile: RecordFile = { lanes: new Map(), unknown: {} };

/**
 * Reads the file's bytes. Throws `CHECKPOINT_UNREADABLE` (misconfigured) for anything that it cannot make sense of: a
 * file that is there is never taken for one that is not.
 */
export function parseRecords(path: string, bytes: Uint8Array): RecordFile {
  const file = parseJson(path, bytes);
  const { version, lanes, ...unknown } = isObject(file) ? file : {};
  if (!Array.isArray(lanes)) throw unusable(path, "it holds no list under lanes");
  const newer = wrongVersion(version);
  if (newer !== undefined) throw unusable(path, newer);
  const records = new Map<string, LaneRecord>();
  for (const [index, lane] of lanes.entries()) {
    const record = parseFields(lane);
    if (!isRecord(record)) throw unusable(path, `lane ${index} has ${record.wrong}`);
    const text = keyText(record.key);
    if (records.has(text)) throw unusable(path, `lane ${index} stands there twice`);
    records.set(text, record);
  }
  return { lanes: records, unknown };
}

/** The file's text: one line a lane, in the order of their keys, so that a person can compare two. */
export function formatRecords({ lanes, unknown }: RecordFile): string {
  const lines = [...lanes.values()].map((record) => JSON.stringify(fieldsOf(record))).toSorted();
  const more = Object.entries(unknown).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}, `);
  return `{ "version": ${recordVersion}, ${more.join("")}"lanes": [\n${lines.join(",\n")}\n] }\n`;
}

/** The error for a file that is there and cannot be used. */
export function unusable(path: string, why: string, cause?: unknown): CollectorError {
  const advice = "mend it, or move it away to start over";
  return unreadable(`the checkpoint file ${path} cannot be used: ${why}; ${advice}`, cause);
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw unusable(path, "it is no JSON", cause);
  }
}

import type { BookedHour, Checkpoint, Frontier, LaneKey, SkippedRange } from "@genai-collector/component";
import { isHour, isInstant } from "./instant.ts";

/** What a place holds of one lane. Fields that this version does not know stay where they are. */
export interface LaneRecord {
  readonly key: LaneKey;
  readonly checkpoint: Checkpoint;
  /** Marks the write that it came with, where an answer may get lost. */
  readonly write?: string | undefined;
  readonly unknown: Fields;
}

/** The fields of an object whose form is not known. */
export type Fields = Readonly<Record<string, unknown>>;

/** A record, or what is wrong with it: "no frontier", with the key where that is well. */
export type ParsedRecord = LaneRecord | { readonly wrong: string; readonly key?: LaneKey | undefined };

/** One text for a key, whatever its parts hold; no two keys have the same. */
export function keyText({ receiver, loop, pass, pipeline }: LaneKey): string {
  return JSON.stringify([receiver, loop, pass, pipeline]);
}

/** The key of a text. Undefined: it is none. */
export function parseKeyText(text: string): LaneKey | undefined {
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts) || parts.length !== 4) return undefined;
    const [receiver, loop, pass, pipeline] = parts as readonly unknown[];
    return keyOf({ receiver, loop, pass, pipeline });
  } catch {
    return undefined; // no JSON: no key
  }
}

/** A record as the fields of one JSON object. */
export function fieldsOf({ key, checkpoint, write, unknown }: LaneRecord): Fields {
  return { ...key, ...checkpoint, ...(write === undefined ? {} : { write }), ...unknown };
}

/** The record that the fields of one JSON object stand for. */
export function parseFields(fields: unknown): ParsedRecord {
  if (!isObject(fields)) return { wrong: "no fields" };
  const { receiver, loop, pass, pipeline, frontier, epoch, skipped, ...more } = fields;
  const { skippedRanges, origin, books, earlier, write, ...unknown } = more;
  if (typeof receiver !== "string" || typeof loop !== "string") return { wrong: "no receiver or loop" };
  if (typeof pass !== "string" || typeof pipeline !== "string") return { wrong: "no pass or pipeline" };
  const key = { receiver, loop, pass, pipeline };
  const wrong = wrongIn({ frontier, epoch, skipped, skippedRanges, origin, books, earlier, write });
  if (wrong !== undefined) return { wrong, key };
  return {
    key,
    checkpoint: {
      frontier: parseFrontier(frontier as Frontier),
      epoch: epoch as number,
      skipped: skipped as Checkpoint["skipped"],
      ...(skippedRanges === undefined ? {} : { skippedRanges: skippedRanges as readonly SkippedRange[] }),
      ...(origin === undefined ? {} : { origin: origin as number }),
      ...(books === undefined ? {} : { books: books as readonly BookedHour[] }),
      ...(earlier === undefined ? {} : { earlier: earlier as Readonly<Record<string, number>> }),
    },
    ...(write === undefined ? {} : { write: write as string }),
    unknown,
  };
}

/** Whether a parsed record is one. */
export function isRecord(parsed: ParsedRecord): parsed is LaneRecord {
  return !("wrong" in parsed);
}

/** Whether a value is an object with fields. */
export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrongIn({
  frontier,
  epoch,
  skipped,
  skippedRanges,
  origin,
  books,
  earlier,
  write,
}: Fields): string | undefined {
  if (!isObject(frontier) || !isInstant(frontier.time)) return "no time in its frontier";
  if (frontier.cursor !== undefined && typeof frontier.cursor !== "string") return "a cursor that is no text";
  if (!Number.isSafeInteger(epoch)) return "no epoch";
  if (!isObject(skipped) || !Object.values(skipped).every(isSum)) return "no sums under skipped";
  if (skippedRanges !== undefined && !areRanges(skippedRanges)) return "no stretches of time under skippedRanges";
  if (origin !== undefined && !isInstant(origin)) return "an origin that is no instant";
  if (books !== undefined && !isBooks(books)) return "books that are no hours in order";
  if (earlier !== undefined && !isAmounts(earlier)) return "no sums under earlier";
  return write === undefined || typeof write === "string" ? undefined : "a write that is no text";
}

function parseFrontier({ time, cursor }: Frontier): Frontier {
  return cursor === undefined ? { time } : { time, cursor };
}

function keyOf({ receiver, loop, pass, pipeline }: Fields): LaneKey | undefined {
  if (typeof receiver !== "string" || typeof loop !== "string") return undefined;
  if (typeof pass !== "string" || typeof pipeline !== "string") return undefined;
  return { receiver, loop, pass, pipeline };
}

function isSum(value: unknown): boolean {
  return isObject(value) && Number.isFinite(value.items) && Number.isFinite(value.ms);
}

function areRanges(ranges: unknown): boolean {
  if (!Array.isArray(ranges)) return false;
  return ranges.every((each: unknown) => {
    if (!isObject(each) || typeof each.reason !== "string") return false;
    return isInstant(each.from) && isInstant(each.to) && each.from < each.to;
  });
}

function isBooks(books: unknown): boolean {
  if (!Array.isArray(books)) return false;
  const hours: readonly unknown[] = books;
  return hours.every((each, i) => {
    if (!isObject(each) || !isHour(each.hour) || !isAmounts(each.amounts)) return false;
    return i === 0 || each.hour > (hours[i - 1] as BookedHour).hour;
  });
}

function isAmounts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(Number.isFinite);
}

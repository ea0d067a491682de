import type { DynamoItem } from "@genai-collector/config/dynamodb";
import {
  instantText,
  parseFields,
  parseInstantText,
  recordVersion,
  type LaneRecord,
  type ParsedRecord,
} from "@genai-collector/coordination/checkpoint";

/** What an item's condition compares: its number, or that it has none, as others write it. */
export type ItemVersion = number | "unversioned";

/** Attributes of ours; all others stay as they are. */
const attributes = new Set(
  "pk receiver loop pass pipeline time cursor epoch version format skipped skippedRanges origin books earlier write".split(
    " ",
  ),
);

/**
 * A record as an item. Times are texts: a number of nanoseconds would lose some of them. `version` counts writes,
 * `format` is the form of the record.
 */
export function formatItem(pk: string, record: LaneRecord, version: number): DynamoItem {
  const { key, checkpoint, write, unknown } = record;
  const { frontier, epoch, skipped, skippedRanges, origin, books, earlier } = checkpoint;
  return {
    ...(unknown as DynamoItem),
    pk,
    ...key,
    time: instantText(frontier.time),
    ...(frontier.cursor === undefined ? {} : { cursor: frontier.cursor }),
    epoch,
    version,
    format: recordVersion,
    skipped: JSON.stringify(skipped),
    ...(skippedRanges === undefined ? {} : { skippedRanges: JSON.stringify(skippedRanges) }),
    ...(origin === undefined ? {} : { origin: instantText(origin) }),
    ...(books === undefined ? {} : { books: JSON.stringify(books) }),
    ...(earlier === undefined ? {} : { earlier: JSON.stringify(earlier) }),
    ...(write === undefined ? {} : { write }),
  };
}

/** The record of an item, or what is wrong with it. Never throws. */
export function parseItem(item: DynamoItem): ParsedRecord {
  const { time, cursor, origin, format = recordVersion, version } = item;
  const { receiver, loop, pass, pipeline, epoch, write } = item;
  const unknown = Object.fromEntries(Object.entries(item).filter(([name]) => !attributes.has(name)));
  if (format !== recordVersion) return { wrong: `a format ${format}, and this program knows ${recordVersion}` };
  if (version !== undefined && !Number.isSafeInteger(version)) return { wrong: "a version that is no whole number" };
  if (origin !== undefined && parseInstantText(origin) === undefined) return { wrong: "an origin that is no instant" };
  const parsed = parseFields({
    receiver,
    loop,
    pass,
    pipeline,
    epoch,
    frontier: { time: parseInstantText(time), cursor },
    skipped: parseSums(item["skipped"] ?? "{}"),
    skippedRanges: parseSums(item["skippedRanges"]),
    origin: origin === undefined ? undefined : parseInstantText(origin),
    books: parseSums(item["books"]),
    earlier: parseSums(item["earlier"]),
    write,
  });
  return "wrong" in parsed ? parsed : { ...parsed, unknown };
}

/** What an item's next write is compared with. */
export function versionOf(item: DynamoItem): ItemVersion {
  const version = item["version"];
  return typeof version === "number" ? version : "unversioned";
}

/** Bytes of an item as DynamoDB counts them: names and values. */
export function bytesOf(item: DynamoItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${value}`), 0);
}

/** What is no JSON is no sum: `parseFields` refuses null. */
function parseSums(text: string | number | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

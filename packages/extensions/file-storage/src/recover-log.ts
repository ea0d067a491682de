import type { DurableDamage, DurableEntry, Files } from "@genai-collector/component";
import { systemCode } from "@genai-collector/config/record-files";
import { tryParseSegmentName, type SegmentName } from "./file-names.ts";
import { LogIndex } from "./log-index.ts";
import { headerBytes, RecordFormat } from "./record-format.ts";
import { scanSegment, type SegmentContent } from "./scan-segment.ts";
import { Segment } from "./segment.ts";
import { notWritten, unusable } from "./storage-errors.ts";

/** What the files of a log hold. */
export interface RecoveredLog {
  readonly index: LogIndex;
  /** Those that nobody is done with, by position. */
  readonly entries: readonly DurableEntry[];
  readonly damage: DurableDamage;
  /** What crashes have left of writes that they cut short: nobody was told that it is on disk. */
  readonly tornBytes: number;
  /** Greater than every position that was ever given. */
  readonly nextPosition: number;
}

interface Scanned {
  readonly segment: Segment;
  readonly content: SegmentContent;
  /** It is on disk, and not in the system's memory alone. */
  readonly isCertain: boolean;
}

const nothing = { entries: [], removed: [], lost: [], tornBytes: 0, beginsWhole: false };

/**
 * Reads the segments of one worker. Content that is not what was written is left out and counted. Rejects where the
 * disk does not give it. `syncs`: what is found is on disk, also where the process that wrote it did not come so far.
 */
export async function recoverLog(
  files: Files,
  folder: string,
  { worker, syncs }: { readonly worker: number; readonly syncs: boolean },
): Promise<RecoveredLog> {
  const found = await listSegments(files, folder, worker);
  const scanned = await scanAll(files, found, syncs);
  if (syncs) await orNotWritten(folder, files.syncFolder(folder));
  return {
    ...indexOf(scanned),
    damage: {
      records: scanned.reduce((sum, { content }) => sum + content.damage.records, 0),
      bytes: scanned.reduce((sum, { content }) => sum + content.damage.bytes, 0),
    },
    tornBytes: scanned.reduce((sum, { content }) => sum + content.tornBytes, 0),
    nextPosition: scanned.reduce((next, { segment, content }) => Math.max(next, nextAfter(segment, content)), 1),
  };
}

/** A file that is named like a segment. */
export interface FoundSegment {
  readonly path: string;
  readonly name: SegmentName;
}

/** The segments of one worker, oldest first. */
export async function listSegments(files: Files, folder: string, worker: number): Promise<FoundSegment[]> {
  const all = await listNames(files, folder);
  return all.filter(({ name }) => name.worker === worker).sort((a, b) => a.name.serial - b.name.serial);
}

/** The segments of all workers. */
export async function listNames(files: Files, folder: string): Promise<FoundSegment[]> {
  try {
    return (await files.list(folder)).flatMap((path) => {
      const name = tryParseSegmentName(path);
      return name === undefined ? [] : [{ path, name }];
    });
  } catch (cause) {
    throw unusable(`cannot list ${folder}: ${systemCode(cause)}`, cause);
  }
}

async function syncFile(files: Files, path: string): Promise<void> {
  const file = await files.open(path, "append");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function orNotWritten(path: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

/**
 * Oldest first. A crash leaves its traces where the last write was, and the first write of the next process tells which
 * entries it has spoilt: what is before a segment that has such a write was whole, or is known not to be.
 */
async function scanAll(files: Files, found: readonly FoundSegment[], syncs: boolean): Promise<Scanned[]> {
  const scanned: Scanned[] = [];
  let isCertain = false;
  for (const { path, name } of found.toReversed()) {
    // A process that was killed leaves what only the system's memory may have.
    if (syncs && !isCertain) await orNotWritten(path, syncFile(files, path));
    const { segment, content } = await scan(files, path, name, !isCertain);
    scanned.unshift({ segment, content, isCertain });
    isCertain ||= content.beginsWhole;
  }
  return scanned;
}

async function scan(
  files: Files,
  path: string,
  { serial, salt }: SegmentName,
  checksBodies: boolean,
): Promise<Omit<Scanned, "isCertain">> {
  const format = new RecordFormat(salt, files);
  const segment = new Segment(path, serial, format);
  try {
    segment.size = (await files.stat(path))?.size ?? 0;
    return { segment, content: await scanSegment(files, { path, size: segment.size, format, checksBodies }) };
  } catch (cause) {
    // A bad sector must not stop the start. The file stays: it may be readable again one day.
    if (systemCode(cause) !== "EIO") throw unusable(`cannot read ${path}: ${systemCode(cause)}`, cause);
    segment.isUnreadable = true;
    const damage = { records: 1, bytes: segment.size };
    return { segment, content: { ...nothing, size: segment.size, damage } };
  }
}

function nextAfter({ serial }: Segment, { size, entries, removed, lost, damage }: SegmentContent): number {
  // What cannot be read may be readable again one day, and then has positions of its own.
  let last = serial - 1 + (damage.records > 0 ? Math.ceil(size / headerBytes) : 0);
  for (const { position } of entries) last = Math.max(last, position);
  for (const position of lost) last = Math.max(last, position);
  for (const { first, count } of removed) last = Math.max(last, first + count - 1);
  return last + 1;
}

function indexOf(scanned: readonly Scanned[]): Pick<RecoveredLog, "index" | "entries"> {
  const index = new LogIndex();
  const heads = new Map<number, Uint8Array>();
  for (const { segment, content } of scanned) {
    index.addSegment(segment);
    // A position that is there twice was moved: the newer one counts.
    for (const { position, head, bodyBytes, offset } of content.entries) {
      index.add(position, { segment, offset, headBytes: head.length, bodyBytes });
      heads.set(position, head);
    }
  }
  applyRemovals(index, scanned);
  for (const { segment, content } of scanned) for (const position of content.lost) index.addGhost(segment, position);
  const entries: DurableEntry[] = [];
  for (const [position, head] of heads) {
    const place = index.place(position);
    if (place !== undefined) entries.push({ position, head, bytes: place.bodyBytes });
  }
  return { index, entries: entries.sort((a, b) => a.position - b.position) };
}

function applyRemovals(index: LogIndex, scanned: readonly Scanned[]): void {
  const holders = new Map<number, Segment[]>();
  for (const { segment } of scanned)
    for (const position of segment.positions) {
      const others = holders.get(position);
      if (others === undefined) holders.set(position, [segment]);
      else others.push(segment);
    }
  for (const { segment, content, isCertain } of scanned)
    for (const { first, count } of content.removed)
      for (let position = first; position < first + count; position++)
        for (const holder of holders.get(position) ?? [])
          // After a sync that failed, nobody knows what the next one says: it is written once more.
          index.addRemoved(position, holder, { by: segment, isCertain });
}

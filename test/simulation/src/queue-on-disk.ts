import { crc32 } from "node:zlib";
import type { World } from "@genai-collector/testkit";

/** One request that a queue has on disk. */
export interface StoredRequest {
  /** Its place in the queue; what was moved to another file keeps it. */
  readonly position: number;
  /** The OTLP request, as a sink would get it. */
  readonly body: Uint8Array;
  /** A process that is no more wrote it, synced or not. */
  readonly isLeft: boolean;
}

const headerBytes = 36;
const magic = Buffer.from("GCL1");
const entryType = 1;

/**
 * Reads what a queue has on disk for good, as a power cut would leave it: the format of the `file_storage` extension and
 * of the records of sending queues, written down again.
 */
export class QueueOnDisk {
  readonly #world: World;
  readonly #folder: string;
  /** Positions that were given out. */
  readonly #seen = new Set<number>();
  /** Positions of what was there, synced or not, when the last process ended. */
  #left: ReadonlySet<number> = new Set();
  /** How far each file was read. */
  readonly #read = new Map<string, number>();

  /** `exporter`: its ID. */
  constructor(world: World, directory: string, exporter: string, signal: string) {
    this.#world = world;
    this.#folder = `${directory}/${encoded(`exporter ${exporter} ${signal}`)}`;
  }

  /** Requests that were not there before, in the order of their positions. */
  readNew(): readonly StoredRequest[] {
    const { disk } = this.#world;
    const found: StoredRequest[] = [];
    for (const path of disk.list(this.#folder)) {
      const { records, end } = readRecords(path, disk.durable(path), this.#read.get(path));
      this.#read.set(path, end);
      for (const { position, body } of records) {
        if (this.#seen.has(position)) continue;
        this.#seen.add(position);
        found.push({ position, body: requestOf(body), isLeft: this.#left.has(position) });
      }
    }
    return found.toSorted((a, b) => a.position - b.position);
  }

  /** A process has ended, and perhaps the power was gone: what is on the disk may have changed behind what was read. */
  ended(): void {
    const { disk } = this.#world;
    this.#read.clear();
    const left = disk.list(this.#folder).flatMap((path) => readRecords(path, disk.get(path), 0).records);
    this.#left = new Set(left.map(({ position }) => position));
  }
}

/** Requests in a file, from an offset on, and where the last of them ends. */
function readRecords(path: string, content: Uint8Array | undefined, from = 0) {
  const bytes = Buffer.from(content ?? new Uint8Array());
  const salt = Number.parseInt(/-([0-9a-f]{8})\.seg$/.exec(path)?.[1] ?? "0", 16);
  const records: { readonly position: number; readonly body: Buffer }[] = [];
  let end = from;
  for (;;) {
    const at = bytes.indexOf(magic, end);
    if (at < 0 || at + headerBytes > bytes.length) return { records, end };
    const record = readRecord(bytes, at, salt);
    end = at + (record?.length ?? magic.length);
    if (record?.type === entryType) records.push(record);
  }
}

/** Undefined where the bytes are none that were written as they stand there. */
function readRecord(bytes: Buffer, at: number, salt: number) {
  const [type, headLength, bodyLength] = [8, 12, 24].map((field) => bytes.readUInt32LE(at + field)) as [
    number,
    number,
    number,
  ];
  const length = headerBytes + headLength + bodyLength;
  const body = bytes.subarray(at + headerBytes + headLength, at + length);
  const isWhole = crc32(bytes.subarray(at + 8, at + headerBytes), salt) === bytes.readUInt32LE(at + 4);
  if (!isWhole || body.length < bodyLength || crc32(body, salt) !== bytes.readUInt32LE(at + 32)) return undefined;
  return { type, position: Number(bytes.readBigUInt64LE(at + 16)), body, length };
}

/** A table of who sent what stands in front, behind its own length. */
function requestOf(body: Buffer): Uint8Array {
  return body.subarray(4 + body.readUInt32BE(0));
}

/** How `file_storage` names the folder of a log. */
function encoded(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, (letter) => {
    return `~${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

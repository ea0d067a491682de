import { crc32 } from "node:zlib";
import type { World } from "@genai-collector/testkit";

/** One request that a queue has on disk. */
export interface StoredRequest {
  /** Its place in the queue; what was moved to another file keeps it. */
  readonly position: number;
  /** The OTLP request, as a sink would get it. */
  readonly body: Uint8Array;
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
      const salt = /-([0-9a-f]{8})\.seg$/.exec(path)?.[1];
      const bytes = salt === undefined ? undefined : disk.durable(path);
      if (bytes !== undefined) found.push(...this.#readFile(path, Buffer.from(bytes), Number.parseInt(salt!, 16)));
    }
    return found.toSorted((a, b) => a.position - b.position);
  }

  /** What is on the disk may have changed behind what was read: the power was gone. */
  readAllAgain(): void {
    this.#read.clear();
  }

  #readFile(path: string, bytes: Buffer, salt: number): StoredRequest[] {
    const found: StoredRequest[] = [];
    let offset = this.#read.get(path) ?? 0;
    for (;;) {
      const at = bytes.indexOf(magic, offset);
      if (at < 0 || at + headerBytes > bytes.length) break;
      const record = readRecord(bytes, at, salt);
      offset = at + (record?.length ?? magic.length);
      if (record?.type !== entryType || this.#seen.has(record.position)) continue;
      this.#seen.add(record.position);
      found.push({ position: record.position, body: requestOf(record.body) });
    }
    this.#read.set(path, offset);
    return found;
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

import { gzipSync } from "node:zlib";
import { planted } from "../../planted.ts";
import type { JobFault } from "../portkey-faults.ts";
import type { SimulatedRequest } from "../traffic.ts";

/** Rows that are made together: the most that is held of an object. */
const rowsPerBlock = 500;

/** With this many lines of 1 MiB at its end, an object is larger than what a client should take. */
const fillerLines = 520;
const fillerLine = Buffer.from(`"${planted.content.padEnd(1_048_573, ".")}"\n`);
const oversizeLine = `{"id":"no-record","request":"${planted.content.repeat(30_000)}"}\n`;
const malformedLines = `{"id":"no-record","request":"${planted.content}\n["${planted.completion}"]\n`;

/** What an object is made from. */
export interface ObjectSource {
  /** Reads rows of the page. */
  readonly rows: (first: number, count: number) => Iterable<SimulatedRequest>;
  readonly count: number;
  /** The JSON of a row. */
  readonly line: (request: SimulatedRequest) => string;
  readonly faults: ReadonlySet<JobFault>;
}

/**
 * The JSON Lines behind a link: bytes with a size and an order, of which only one block exists at a time. Compressed,
 * each block is a gzip member of its own (RFC 1952 §2.2), so that these bytes need not be held either.
 */
export class ExportObject {
  readonly #source: ObjectSource;
  readonly #rowBlocks: number;
  readonly #blocks: number;
  /** Where each block begins, and at last the size: plain and compressed, each measured when it is first asked for. */
  readonly #offsets: [plain: readonly number[] | undefined, gzip: readonly number[] | undefined] = [
    undefined,
    undefined,
  ];

  constructor(source: ObjectSource) {
    this.#source = source;
    this.#rowBlocks = Math.ceil(source.count / rowsPerBlock);
    this.#blocks = this.#rowBlocks + (source.faults.has("oversize_object") ? fillerLines : 0);
  }

  /** In bytes. */
  size(isGzip: boolean): number {
    return this.#offsetsOf(isGzip).at(-1)!;
  }

  /** The bytes from `start` to before `end`, block by block. */
  async *read(start: number, end: number, isGzip: boolean): AsyncGenerator<Uint8Array> {
    const offsets = this.#offsetsOf(isGzip);
    for (let index = 0; index < this.#blocks && offsets[index]! < end; index++) {
      if (offsets[index + 1]! <= start) continue;
      const bytes = this.#block(index, isGzip);
      yield bytes.subarray(Math.max(0, start - offsets[index]!), end - offsets[index]!);
      // Whoever reads it may be in the same process.
      await Promise.resolve();
    }
  }

  #offsetsOf(isGzip: boolean): readonly number[] {
    const known = this.#offsets[isGzip ? 1 : 0];
    if (known !== undefined) return known;
    const offsets = [0];
    for (let index = 0; index < this.#blocks; index++)
      offsets.push(offsets[index]! + this.#block(index, isGzip).length);
    this.#offsets[isGzip ? 1 : 0] = offsets;
    return offsets;
  }

  #block(index: number, isGzip: boolean): Uint8Array {
    const bytes = index < this.#rowBlocks ? Buffer.from(this.#text(index)) : fillerLine;
    return isGzip ? gzipSync(bytes, { level: 1 }) : bytes;
  }

  #text(index: number): string {
    const { rows, line, faults } = this.#source;
    let text = "";
    if (faults.has("oversize_line") && index === 0) text += oversizeLine;
    if (index === this.#rowBlocks >>> 1) {
      if (faults.has("malformed_line")) text += malformedLines;
      if (faults.has("blank_line")) text += "\n";
    }
    let last = "";
    for (const request of rows(index * rowsPerBlock, rowsPerBlock)) text += last = `${line(request)}\n`;
    if (faults.has("repeated_line") && index === 0) text += last;
    const isLast = index === this.#blocks - 1;
    return isLast && faults.has("unterminated") ? text.slice(0, -1) : text;
  }
}

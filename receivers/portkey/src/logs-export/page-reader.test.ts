import { describe, expect, it } from "vitest";
import { pageStart, type PagePosition } from "./export-state.ts";
import { readChunk, type Chunk, type ChunkRequest } from "./page-reader.ts";
import { recordShape } from "./record-shape.ts";
import { RecordWriter } from "./record-writer.ts";
import { decodeExports } from "../../test/decode-exports.ts";

const shape = recordShape(decodeExports().loops.logs_export!);
const second = 1_000;
const time = Date.UTC(2026, 1, 3, 8, 40);

function line(id: string, more: object = {}): string {
  return JSON.stringify({ id, created_at: new Date(time).toISOString(), ...more });
}

function lines(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => line(`r-${index}`));
}

interface Source extends Partial<Omit<ChunkRequest, "object">> {
  readonly tag?: string;
  readonly size?: number;
  readonly begin?: number;
  /** Bytes of a chunk of the body. */
  readonly chunkBytes?: number;
  /** The connection breaks behind so many bytes. */
  readonly cutAfter?: number;
}

async function* bodyOf(bytes: Buffer, { chunkBytes = 50, cutAfter = Infinity }: Source): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    if (at >= cutAfter) throw new Error("the connection broke");
    yield bytes.subarray(at, Math.min(at + chunkBytes, cutAfter));
    await Promise.resolve();
  }
  if (bytes.length >= cutAfter) throw new Error("the connection broke");
}

function read(text: string, source: Source = {}): Promise<Chunk> {
  const { begin = 0, tag = '"one"', size = 0, ...rest } = source;
  const bytes = Buffer.from(text);
  return readChunk({
    shape,
    writer: new RecordWriter(shape, ""),
    part: { from: time, to: time + 60 * second },
    askedFrom: time - second,
    fallbackTime: time + 60 * second,
    position: pageStart,
    seen: new Map(),
    maxSeen: 100,
    maxLines: 1_000,
    maxBytes: 10_000_000,
    ...rest,
    object: { body: bodyOf(bytes.subarray(begin), source), begin, tag, size },
  });
}

function ids({ records }: Chunk): readonly (string | undefined)[] {
  return records.map(({ attributes }) => attributes.find(({ key }) => key === "id")?.value.stringValue);
}

/** All chunks of an object, each read on from where the one before ended. */
async function readOn(text: string, source: Source): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  for (let position: PagePosition = pageStart; chunks.length < 50; position = chunks.at(-1)!.position) {
    chunks.push(await read(text, { ...source, position, begin: source.begin === 0 ? 0 : position.offset }));
    if (chunks.at(-1)!.end !== "chunk") return chunks;
  }
  throw new Error("this does not end");
}

describe("chunks", () => {
  it.each([1, 7, 64, 100_000])(
    "91: 12 lines, max 5, in pieces of %i bytes: 5, 5, 2, and then the page is over",
    async (chunkBytes) => {
      const chunks = await readOn(`${lines(12).join("\n")}\n`, { maxLines: 5, chunkBytes });
      expect(chunks.map((chunk) => [chunk.records.length, chunk.end])).toEqual([
        [5, "chunk"],
        [5, "chunk"],
        [2, "page"],
      ]);
      expect(chunks.flatMap(ids)).toEqual(Array.from({ length: 12 }, (_, index) => `r-${index}`));
    },
  );

  it("92: 6 lines, max 6: more may follow; next read: 0 lines, and the page is over", async () => {
    const chunks = await readOn(`${lines(6).join("\n")}\n`, { maxLines: 6 });
    expect(chunks.map((chunk) => [chunk.records.length, chunk.end])).toEqual([
      [6, "chunk"],
      [0, "page"],
    ]);
  });

  it("95: server ignores Range (200): what was read is passed over, byte by byte", async () => {
    const chunks = await readOn(`${lines(12).join("\n")}\n`, { maxLines: 5, begin: 0 });
    expect(chunks.flatMap(ids)).toEqual(Array.from({ length: 12 }, (_, index) => `r-${index}`));
  });

  it("101: last line without newline: emitted", async () => {
    expect(ids(await read(lines(3).join("\n")))).toEqual(["r-0", "r-1", "r-2"]);
  });

  it.each([1, 2, 3, 5])(
    "102: multi-byte characters across buffer edges (%i bytes): byte offset correct",
    async (chunkBytes) => {
      const text = `${lines(9)
        .map((each, index) => `${each.slice(0, -1)},"request":"${"東京🗼ü".repeat(index)}"}`)
        .join("\n")}\n`;
      const chunks = await readOn(text, { maxLines: 2, chunkBytes });
      expect(chunks.flatMap(ids)).toHaveLength(9);
      expect(chunks.at(-1)!.position.offset).toBe(Buffer.byteLength(text));
    },
  );

  it("a body that breaks off: whole lines are good, and reading goes on behind them", async () => {
    const text = `${lines(5).join("\n")}\n`;
    const broken = await read(text, { cutAfter: 150 });
    expect([broken.end, (broken.error as Error).message]).toEqual(["broken", "the connection broke"]);
    const rest = await read(text, { position: broken.position, begin: broken.position.offset });
    expect([...ids(broken), ...ids(rest)]).toEqual(["r-0", "r-1", "r-2", "r-3", "r-4"]);
    expect(broken.records.length).toBeGreaterThan(0);
  });

  it("a body that ends before its object does is broken, not complete", async () => {
    const text = `${lines(3).join("\n")}\n`;
    expect(await read(text, { size: text.length + 10 })).toMatchObject({ end: "broken" });
    expect(await read(text, { size: text.length })).toMatchObject({ end: "page" });
  });

  it("99: object above the byte cap: what lies behind it is not read", async () => {
    const text = `${lines(100).join("\n")}\n`;
    const chunk = await read(text, { maxBytes: 500 });
    expect(chunk.end).toBe("too_large");
    expect(chunk.position.offset).toBeLessThan(700);
  });
});

describe("lines that are no records", () => {
  it("97: malformed middle line: 2 records, 1 unparseable", async () => {
    const chunk = await read(`${line("a")}\n{"id":"b","request":"CONTENT\n${line("c")}\n`);
    expect([ids(chunk), chunk.unparseable, chunk.end]).toEqual([["a", "c"], 1, "page"]);
  });

  it.each(["", "[1]", '"text"', "null", "{", `${line("x")} more`, "{".repeat(400)])(
    "97: %j is passed over and counted",
    async (bad) => {
      const chunk = await read(`${line("a")}\n${bad}\n${line("c")}\n`);
      expect([ids(chunk), chunk.unparseable]).toEqual([["a", "c"], 1]);
      expect(chunk.position).toMatchObject({ records: 2, unreadable: 1 });
    },
  );

  it("98: over-long first line with max 1: passed over, reading continues after it; counted once in total", async () => {
    const long = `{"id":"x","request":"${"q".repeat(1_048_576)}"}`;
    const chunks = await readOn(`${long}\n${line("a")}\n`, { maxLines: 1, chunkBytes: 65_536 });
    expect(chunks.flatMap(ids)).toEqual(["a"]);
    expect(chunks.map(({ oversize }) => oversize)).toEqual([1, 0]);
    expect(chunks.at(-1)!.position.unreadable).toBe(1);
  });

  it("a line of exactly 1 MiB is read", async () => {
    const start = `{"id":"a","created_at":"${new Date(time).toISOString()}","request":"`;
    const exact = `${start}${"q".repeat(1_048_576 - start.length - 2)}"}`;
    expect(ids(await read(`${exact}\n`, { chunkBytes: 65_536 }))).toEqual(["a"]);
    expect((await read(`${exact.replace("q", "qq")}\n`, { chunkBytes: 65_536 })).oversize).toBe(1);
  });

  it("lines that cannot be read end a chunk like others: garbage without end is no endless step", async () => {
    const chunk = await read('"garbage"\n'.repeat(500), { maxLines: 10 });
    expect([chunk.end, chunk.records.length]).toEqual(["chunk", 0]);
    expect(chunk.position.offset).toBeLessThan(300);
  });
});

describe("records that are there twice", () => {
  const repeated = `${[line("a"), line("b"), line("a"), line("b"), line("c")].join("\n")}\n`;

  it("are emitted once, and counted", async () => {
    const chunk = await read(repeated);
    expect([ids(chunk), chunk.repeated, chunk.position.records]).toEqual([["a", "b", "c"], 2, 3]);
  });

  it("are known in later chunks of the object, and again when a chunk is read again", async () => {
    const seen = new Map<string, number>();
    const [first, second_] = await readOn(repeated, { maxLines: 2, seen });
    expect([ids(first!), ids(second_!)]).toEqual([["a", "b"], []]);
    expect(ids(await read(repeated, { maxLines: 2, seen }))).toEqual(["a", "b"]);
  });

  it("are forgotten beyond a bound", async () => {
    const chunk = await read(repeated, { maxSeen: 1 });
    expect(ids(chunk)).toEqual(["a", "b", "b", "c"]);
  });

  it("without an id every record is one of its own", async () => {
    const anonymous = JSON.stringify({ created_at: new Date(time).toISOString() });
    expect((await read(`${anonymous}\n${anonymous}\n`)).records).toHaveLength(2);
  });
});

describe("another object of the page", () => {
  const text = (...all: readonly string[]): string => `${all.map((id) => line(id)).join("\n")}\n`;
  const inAnother = (position: PagePosition): PagePosition => ({ ...position, offset: 0, tag: "", size: 0 });

  it("is read on behind the records that were read before, wherever they lie in it", async () => {
    const before = await read(text("a", "b", "c", "d"), { maxLines: 2 });
    const garbage = `no record\n${line("a", { more: "x".repeat(50) })}\n\n${line("a")}\n${text("b", "c", "d")}`;
    const rest = await read(garbage, { position: inAnother(before.position), maxLines: 1 });
    expect([ids(rest), rest.end]).toEqual([["c"], "chunk"]);
    // What was passed over was counted before.
    expect([rest.unparseable, rest.repeated, rest.position.records]).toEqual([0, 0, 3]);
  });

  it.each([
    ["another record among them", text("a", "x", "c", "d")],
    ["another order", text("b", "a", "c", "d")],
    ["one less among them", text("b", "c", "d", "e")],
  ])("that has %s is not trusted", async (_, other) => {
    const before = await read(text("a", "b", "c", "d"), { maxLines: 2 });
    const chunk = await read(other, { position: inAnother(before.position) });
    expect([chunk.end, chunk.records]).toEqual(["other_records", []]);
  });

  it("that is shorter than what was read gives nothing, and takes nothing back", async () => {
    const before = await read(text("a", "b", "c", "d"), { maxLines: 3 });
    const chunk = await read(text("a"), { position: inAnother(before.position) });
    expect([chunk.end, chunk.records, chunk.position]).toEqual(["page", [], inAnother(before.position)]);
  });
});

describe("records of a neighbour", () => {
  const at = (ms: number, id: string): string => JSON.stringify({ id, created_at: new Date(time + ms).toISOString() });
  const untimed = (id: string): string => JSON.stringify({ id, created_at: "soon" });

  it("are left to it: created_at in [from, to) decides, to the nanosecond", async () => {
    const nanos = JSON.stringify({ id: "nanos", created_at: "2026-02-03T08:40:59.999999999Z" });
    const text = [at(-1, "before"), at(0, "first"), at(59_999, "last"), nanos, at(60_000, "behind")].join("\n");
    const chunk = await read(text);
    expect([ids(chunk), chunk.position.records]).toEqual([["first", "last", "nanos"], 5]);
  });

  it("114: garbage: stamped win_max, where the record before it is", async () => {
    const text = [
      untimed("lost"),
      at(-500, "before"),
      untimed("x"),
      at(5, "in"),
      untimed("kept"),
      at(61_000, "behind"),
      untimed("y"),
    ].join("\n");
    const chunk = await read(text);
    expect([ids(chunk), chunk.untimed]).toEqual([["in", "kept"], 1]);
    expect(chunk.records[1]!.timeUnixNano).toBe(BigInt(time + 60_000) * 1_000_000n);
  });

  it("the record before it is remembered from chunk to chunk", async () => {
    const chunks = await readOn(`${[at(5, "in"), untimed("kept")].join("\n")}\n`, { maxLines: 1 });
    expect(chunks.flatMap(ids)).toEqual(["in", "kept"]);
  });

  it.each([
    ["RFC 3339", "2026-02-03T08:40:07Z", time + 7_000],
    ["RFC 3339 with a zone", "2026-02-03T09:40:07+01:00", time + 7_000],
    ["JS text", "Tue Feb 03 2026 08:40:07 GMT+0000 (Coordinated Universal Time)", time + 7_000],
  ])("114: created_at as %s is parsed", async (_, created_at, expected) => {
    const chunk = await read(JSON.stringify({ id: "a", created_at }));
    expect(chunk.records[0]!.timeUnixNano).toBe(BigInt(expected) * 1_000_000n);
  });
});

import { VirtualRuntime, World } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRanges, toRanges } from "./position-ranges.ts";
import { headerBytes, RecordFormat } from "./record-format.ts";
import { scanSegment, type SegmentContent } from "./scan-segment.ts";

const salt = 0xdecafbad;
const { files } = new VirtualRuntime(new World());
const format = new RecordFormat(salt, files);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const path = "/s/a.seg";

function entry(position: number, body: Uint8Array, of: RecordFormat = format): Uint8Array {
  const front = of.encode({ type: "entry", position, head: bytes(`head ${position}`), body: [body] });
  return Buffer.concat([front, body]);
}

function removals(...positions: readonly number[]): Uint8Array {
  return format.encode({ type: "removals", position: 0, head: encodeRanges(toRanges(positions)), body: [] });
}

/** Scans a file with these parts one behind the other. */
async function scan(parts: readonly Uint8Array[], { checksBodies = true } = {}): Promise<SegmentContent> {
  const world = new World();
  const content = Buffer.concat(parts);
  world.disk.put(path, content);
  const runtime = new VirtualRuntime(world);
  return scanSegment(runtime.files, { path, size: content.length, format, checksBodies });
}

const positions = ({ entries }: SegmentContent): number[] => entries.map(({ position }) => position);
const flip = (record: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(record);
  copy[at]! ^= 0x10;
  return copy;
};
const damage = (records: number, count: number) => ({ records, bytes: count });
const none = damage(0, 0);

describe("a scan", () => {
  it("finds entries with their heads, and removals, in order", async () => {
    const parts = [entry(3, bytes("abc")), removals(3, 1, 2), entry(2 ** 40, bytes(""))];
    const found = await scan(parts);
    expect(found.entries.map(({ head, ...more }) => ({ ...more, head: Buffer.from(head).toString() }))).toEqual([
      { position: 3, head: "head 3", bodyBytes: 3, offset: 0 },
      { position: 2 ** 40, head: `head ${2 ** 40}`, bodyBytes: 0, offset: parts[0]!.length + parts[1]!.length },
    ]);
    expect(found.removed).toEqual([{ first: 1, count: 3 }]);
    expect(found).toMatchObject({ damage: none, tornBytes: 0, lost: [], beginsWhole: true });
  });

  it("finds bodies of any size without reading those that it need not", async () => {
    const large = new Uint8Array(5_000_000).fill(7);
    const parts = [entry(1, large), entry(2, large), entry(3, bytes("x"))];
    expect(positions(await scan(parts))).toEqual([1, 2, 3]);
    const world = new World();
    world.disk.put(path, Buffer.concat(parts));
    const runtime = new VirtualRuntime(world);
    const lengths: number[] = [];
    const counted: Pick<typeof runtime.files, "read"> = {
      read: (...given: Parameters<typeof runtime.files.read>) => {
        lengths.push(given[2]!);
        return runtime.files.read(...given);
      },
    };
    const size = world.disk.get(path)!.length;
    await scanSegment(counted, { path, size, format: new RecordFormat(salt, runtime.files), checksBodies: false });
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(100_000);
  });

  it("goes on behind a record whose body, head or header is no longer what was written", async () => {
    const [first, second, third] = [1, 2, 3].map((position) => entry(position, bytes("body of some length")));
    const after = { body: headerBytes + 10, head: headerBytes + 1, header: 20, length: 24, magic: 0 };
    for (const [what, at] of Object.entries(after)) {
      const found = await scan([first!, flip(second!, at), third!]);
      expect([what, positions(found), found.damage]).toEqual([what, [1, 3], damage(1, second!.length)]);
      // Header and head are whole: it is known which one it was.
      expect([what, found.lost]).toEqual([what, what === "body" || what === "head" ? [2] : []]);
    }
  });

  it("counts damage in removals, too", async () => {
    const found = await scan([entry(1, bytes("a")), flip(removals(1), headerBytes), entry(2, bytes("b"))]);
    expect([positions(found), found.removed, found.damage.records, found.lost]).toEqual([[1, 2], [], 1, []]);
  });

  it.each([
    ["within a body", (record: Uint8Array) => record.subarray(0, -1)],
    ["within a head", (record: Uint8Array) => record.subarray(0, headerBytes + 2)],
    ["within a header", (record: Uint8Array) => record.subarray(0, headerBytes - 1)],
    ["within the first bytes", (record: Uint8Array) => record.subarray(0, 2)],
    ["and was never filled", (record: Uint8Array) => new Uint8Array(record.length)],
  ])("takes for no damage an end that is cut %s: nobody was told that it is there", async (_what, cut) => {
    const end = cut(entry(2, bytes("body")));
    const found = await scan([entry(1, bytes("body")), end]);
    expect([positions(found), found.damage, found.tornBytes]).toEqual([[1], none, end.length]);
  });

  it("takes for damage an end that is whole and yet not what was written", async () => {
    const end = flip(entry(2, bytes("body")), headerBytes + 8);
    const found = await scan([entry(1, bytes("body")), end]);
    expect([positions(found), found.damage, found.lost]).toEqual([[1], damage(1, end.length), [2]]);
  });

  it("says that the first write is not whole", async () => {
    expect(await scan([])).toMatchObject({ beginsWhole: false, damage: none });
    expect(await scan([flip(entry(1, bytes("a")), 30), entry(2, bytes("b"))])).toMatchObject({ beginsWhole: false });
  });

  it("never takes for a record what a sender put into a body, nor what an older file left behind", async () => {
    const forged = new RecordFormat(0, files);
    const body = Buffer.concat([
      entry(7, bytes("forged"), forged),
      entry(8, bytes("older"), new RecordFormat(1, files)),
    ]);
    const outer = entry(1, body);
    expect(positions(await scan([outer, entry(2, bytes("b"))]))).toEqual([1, 2]);
    const found = await scan([flip(outer, 20), entry(2, bytes("b"))]);
    expect([positions(found), found.damage]).toEqual([[2], damage(1, outer.length)]);
  });

  it("is not slowed down by a damaged body full of beginnings", async () => {
    const beginnings = new Uint8Array(200_000);
    for (let i = 0; i + 16 < beginnings.length; i += 4) beginnings.set(bytes("GCL1"), i);
    const outer = entry(1, beginnings);
    const found = await scan([flip(outer, 20), entry(2, bytes("b"))]);
    expect([positions(found), found.damage.records]).toEqual([[2], 1]);
  });

  it("loses nothing but what is broken, wherever bits flip and however the file ends", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (bodies, flips, cut) => {
          const records = bodies.map((body, i) => entry(i + 1, body));
          const content = Buffer.concat(records);
          const length = Math.floor(cut * content.length);
          const broken = new Set<number>();
          let end = 0;
          const spans = records.map((record) => [end, (end += record.length)] as const);
          for (const share of flips) {
            const at = Math.floor(share * content.length);
            content[at]! ^= 0x20;
            broken.add(spans.findIndex(([from, to]) => at >= from && at < to) + 1);
          }
          const found = await scan([content.subarray(0, length)]);
          const whole = spans.flatMap(([, to], i) => (to <= length && !broken.has(i + 1) ? [i + 1] : []));
          for (const position of whole) expect(positions(found)).toContain(position);
          // Two flips of one bit are none.
          for (const position of positions(found)) if (!whole.includes(position)) expect(broken).toContain(position);
        },
      ),
      { numRuns: 300 },
    );
  });
});

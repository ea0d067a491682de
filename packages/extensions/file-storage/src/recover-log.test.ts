import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { formatSegmentName } from "./file-names.ts";
import { encodeRanges } from "./position-ranges.ts";
import { RecordFormat } from "./record-format.ts";
import { recoverLog } from "./recover-log.ts";

const folder = "/s/log";
const salt = 5;

/** Puts a segment of worker 0 there, with entries at these positions and removals of these ranges. */
function putSegment(
  world: World,
  serial: number,
  entries: readonly number[],
  removed: readonly { first: number; count: number }[] = [],
): string {
  const format = new RecordFormat(salt, new VirtualRuntime(world).files);
  const head = new TextEncoder().encode("h");
  const parts = entries.flatMap((position) => {
    const body = new TextEncoder().encode(`in ${serial}`);
    return [format.encode({ type: "entry", position, head, body: [body] }), body];
  });
  if (removed.length > 0)
    parts.push(format.encode({ type: "removals", position: 0, head: encodeRanges(removed), body: [] }));
  const path = `${folder}/${formatSegmentName({ worker: 0, serial, salt })}`;
  world.disk.put(path, Buffer.concat(parts));
  return path;
}

const recover = async (world: World) => recoverLog(new VirtualRuntime(world).files, folder, { worker: 0, syncs: true });
const positionsOf = ({ entries }: Awaited<ReturnType<typeof recover>>): number[] =>
  entries.map(({ position }) => position);

describe("what is found", () => {
  it("is nothing in an empty folder, and begins with position 1", async () => {
    const recovered = await recover(new World());
    expect(recovered).toMatchObject({ entries: [], damage: { records: 0, bytes: 0 }, tornBytes: 0, nextPosition: 1 });
  });

  it("is in the order of positions, wherever moving has put them", async () => {
    const world = new World();
    putSegment(world, 1, [5, 6]);
    putSegment(world, 7, [3, 7, 4]);
    expect(positionsOf(await recover(world))).toEqual([3, 4, 5, 6, 7]);
  });

  it("is once what is in two segments, and from the newer one", async () => {
    const world = new World();
    putSegment(world, 1, [1, 2]);
    const newer = putSegment(world, 3, [1]);
    const recovered = await recover(world);
    expect(positionsOf(recovered)).toEqual([1, 2]);
    expect(recovered.index.place(1)?.segment.path).toBe(newer);
  });

  it("is not what any segment says is done with, before or after it, nor another copy of it", async () => {
    const world = new World();
    putSegment(world, 1, [1, 2, 3], [{ first: 6, count: 1 }]);
    putSegment(world, 4, [4, 5, 6, 2], [{ first: 2, count: 3 }]);
    expect(positionsOf(await recover(world))).toEqual([1, 5]);
  });

  it.each([
    ["an entry", 1, [9], [], 10],
    ["a removal", 1, [1], [{ first: 40, count: 11 }], 51],
    ["a name", 33, [1], [], 33],
  ])(
    "lets positions go on behind the greatest, also where %s tells of it",
    async (_what, serial, entries, removed, next) => {
      const world = new World();
      putSegment(world, serial, entries, removed);
      expect((await recover(world)).nextPosition).toBe(next);
    },
  );

  it("skips as many positions as damage may hide", async () => {
    const world = new World();
    const path = putSegment(world, 1, [1, 2, 3, 4]);
    world.disk.put(path, world.disk.get(path)!.fill(1, 40));
    expect((await recover(world)).nextPosition).toBeGreaterThan(4);
  });

  it("is of one worker alone", async () => {
    const world = new World();
    putSegment(world, 1, [1]);
    const other = await recoverLog(new VirtualRuntime(world).files, folder, { worker: 1, syncs: true });
    expect(other.entries).toEqual([]);
  });
});

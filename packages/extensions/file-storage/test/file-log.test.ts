import { powerCut, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { bytes, folder, headsOf, openTestLog, segmentsOf, text, type TestLog } from "./open-test-log.ts";

const body = (length: number): Uint8Array[] => [new Uint8Array(length).fill(7)];

/** Appends one after the other; returns their positions. */
async function fill(world: World, { log }: TestLog, count: number, length = 200): Promise<number[]> {
  const positions: number[] = [];
  for (let i = 0; i < count; i++) positions.push(await world.until(log.append(bytes(`${i}`), body(length))));
  return positions;
}

/** Fills ten segments and removes all but the first of each, which makes the rest worth moving. Returns these. */
async function leaveStubborn(world: World, test: TestLog, whenFull = (): void => undefined): Promise<number[]> {
  const positions = await fill(world, test, 40);
  whenFull();
  for (const [i, position] of positions.entries()) if (i % 4 > 0) await test.log.remove(position);
  return positions.filter((_, i) => i % 4 === 0);
}

describe("append", () => {
  it("resolves when the record is on disk, and gives back its parts as one", async () => {
    const world = new World();
    const { log } = await openTestLog(world);
    const position = await log.append(bytes("head"), [bytes("one "), bytes(""), bytes("two")]);
    powerCut(world, { unsynced: "forgotten" });
    const again = await openTestLog(world);
    expect(again.log.entries).toEqual([{ position, head: bytes("head"), bytes: 7 }]);
    expect(text(await again.log.read(position))).toBe("one two");
  });

  it("brings everything that waits to the disk with one write and one sync", async () => {
    const world = new World();
    const { log, runtime, recorded } = await openTestLog(world, { segmentBytes: 100_000 });
    const counts = (): (number | undefined)[] =>
      ["write", "sync"].map((name) => runtime.callsBySeam.get(`files.${name}`));
    const first = log.append(bytes("0"), body(10));
    await Promise.resolve();
    await Promise.resolve();
    const others = Array.from({ length: 50 }, (_, i) => log.append(bytes(`${i + 1}`), body(10)));
    await first;
    const positions = await Promise.all(others);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(counts()).toEqual([2, 2]);
    expect(recorded.count("file_storage.commits")).toBe(2);
  });

  it("without syncs says so when the system has it, and does not wait for the disk", async () => {
    const world = new World();
    const one = await openTestLog(world, { syncs: false });
    await one.log.append(bytes("a"), body(10));
    expect(one.runtime.callsBySeam.get("files.sync")).toBeUndefined();
    expect(one.runtime.callsBySeam.get("files.syncFolder")).toBeUndefined();
    one.runtime.kill();
    expect(headsOf(await openTestLog(world, { syncs: false }))).toEqual(["a"]);
  });

  it("gives a record that is larger than a segment one of its own", async () => {
    const world = new World();
    const test = await openTestLog(world);
    await test.log.append(bytes("small"), body(10));
    const position = await test.log.append(bytes("large"), body(50_000));
    await test.log.append(bytes("small"), body(10));
    expect(segmentsOf(world)).toHaveLength(3);
    expect(await test.log.read(position)).toEqual(body(50_000)[0]);
  });

  it("refuses what does not fit within the limit, until something is removed; the limit is never passed", async () => {
    const world = new World();
    const test = await openTestLog(world, { maxBytes: 8_000 });
    const { log, recorded } = test;
    const positions: number[] = [];
    const appended = async (): Promise<void> => {
      for (;;) positions.push(await world.until(log.append(bytes("x"), body(200))));
    };
    await expect(appended()).rejects.toMatchObject({ code: "STORAGE_FULL", kind: "refused" });
    expect(positions.length).toBeGreaterThan(20);
    expect(recorded.count("file_storage.refused")).toBe(1);
    for (const position of positions) await log.remove(position);
    await appended().catch(() => undefined);
    expect(positions.length).toBeGreaterThan(45);
    expect(world.disk.usedBytes).toBeLessThanOrEqual(8_000);
    expect(log.diskBytes).toBe(world.disk.usedBytes);
  });

  it("tells of a record that never fits", async () => {
    const { log } = await openTestLog(new World(), { maxBytes: 8_000 });
    await expect(log.append(bytes("x"), body(7_000))).rejects.toMatchObject({
      code: "STORAGE_TOO_LARGE",
      kind: "refused",
    });
  });

  it.each([
    ["ENOSPC", "STORAGE_FULL", "refused"],
    ["EDQUOT", "STORAGE_FULL", "refused"],
    ["EIO", "STORAGE_NOT_WRITTEN", "retryable"],
  ])("with %s is %s, and the record is not there after a restart", async (code, expected, kind) => {
    for (const call of ["open", "syncFolder", "write", "sync"] as const) {
      const world = new World();
      const { log } = await openTestLog(world);
      world.disk.fail({ call, code, times: 1 });
      await expect(log.append(bytes("failed"), body(10))).rejects.toMatchObject({ code: expected, kind });
      await log.append(bytes("next"), body(10));
      powerCut(world);
      expect([call, headsOf(await openTestLog(world))]).toEqual([call, ["next"]]);
    }
  });

  it("that failed has said so on disk before it is rejected, where the file cannot be made shorter", async () => {
    const world = new World();
    const { log } = await openTestLog(world);
    world.disk.fail({ call: "sync", code: "EIO", times: 1 });
    world.disk.fail({ call: "truncate", code: "EIO" });
    await expect(log.append(bytes("failed"), body(10))).rejects.toMatchObject({ code: "STORAGE_NOT_WRITTEN" });
    for (const process of world.processes) process.kill(); // what was written stays, synced or not
    expect(headsOf(await openTestLog(world))).toEqual([]);
  });

  it("that failed is told in the log where it may be found again, and said on disk with the next write", async () => {
    const world = new World();
    const { log, recorded } = await openTestLog(world);
    const repair = world.disk.fail({ call: ["sync", "truncate"], code: "EIO" });
    await expect(log.append(bytes("failed"), body(10))).rejects.toMatchObject({ code: "STORAGE_NOT_WRITTEN" });
    expect(recorded.logs.filter(({ level }) => level === "error").map(({ message }) => message)).toEqual([
      expect.stringContaining("may be found again"),
    ]);
    repair();
    await world.advance(5_000); // by itself
    for (const process of world.processes) process.kill();
    expect(headsOf(await openTestLog(world))).toEqual([]);
  });

  it("makes room on a disk that was full by removing alone", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const positions = await fill(world, test, 20);
    world.disk.capacityBytes = world.disk.usedBytes;
    await expect(test.log.append(bytes("x"), body(200))).rejects.toMatchObject({ code: "STORAGE_FULL" });
    for (const position of positions) await test.log.remove(position);
    await world.advance(5_000);
    await world.until(test.log.append(bytes("now"), body(200)));
    expect(world.disk.usedBytes).toBeLessThan(2_000);
  });
});

describe("remove", () => {
  it("is on disk once the next append has resolved", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const [first] = await fill(world, test, 2);
    await test.log.remove(first!);
    await test.log.append(bytes("next"), body(10));
    powerCut(world, { unsynced: "forgotten" });
    expect(headsOf(await openTestLog(world))).toEqual(["1", "next"]);
  });

  it("is on disk once the log is closed", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const [first] = await fill(world, test, 2);
    await test.log.remove(first!);
    await test.log.close();
    powerCut(world, { unsynced: "forgotten" });
    expect(headsOf(await openTestLog(world))).toEqual(["1"]);
  });

  it("is on disk a second later, when nothing else is written", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const [first] = await fill(world, test, 2);
    await test.log.remove(first!);
    await world.advance(1_000);
    powerCut(world, { unsynced: "forgotten" });
    expect(headsOf(await openTestLog(world))).toEqual(["1"]);
  });

  it("is tried again, less and less often, while the disk fails", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const [first] = await fill(world, test, 2);
    const repair = world.disk.fail({ call: "write", code: "EIO" });
    await test.log.remove(first!);
    await world.advance(300_000);
    const warnings = test.recorded.logs.filter(({ level }) => level === "warn").length;
    expect(warnings).toBeGreaterThan(5);
    expect(warnings).toBeLessThan(15);
    repair();
    await world.advance(60_000);
    powerCut(world, { unsynced: "forgotten" });
    expect(headsOf(await openTestLog(world))).toEqual(["1"]);
  });

  it("may be asked twice, and of what never was there", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const [first] = await fill(world, test, 1);
    await test.log.remove(first!);
    await test.log.remove(first!);
    await test.log.remove(4_711);
    expect(test.log.records).toBe(0);
  });

  it("frees whole segments, all but the newest", async () => {
    const world = new World();
    const test = await openTestLog(world);
    for (const position of await fill(world, test, 30)) await test.log.remove(position);
    await world.advance(5_000);
    expect(segmentsOf(world)).toHaveLength(1);
    expect(test.recorded.count("file_storage.freed")).toBeGreaterThan(5_000);
  });

  it("moves a stubborn record out of the way, and keeps it, whoever dies when", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const stubborn = await leaveStubborn(world, test);
    expect(segmentsOf(world)).toHaveLength(10);
    await world.advance(5_000);
    expect(test.log.diskBytes).toBeLessThan(2 * 10 * 240 + 4 * 1_000);
    expect(segmentsOf(world).length).toBeLessThan(9);
    for (const position of stubborn) expect(await test.log.read(position)).toEqual(body(200)[0]);
    powerCut(world, { unsynced: "forgotten" });
    const again = await openTestLog(world);
    expect(again.log.entries.map(({ position }) => position)).toEqual(stubborn);
    for (const position of stubborn) expect(await again.log.read(position)).toEqual(body(200)[0]);
  });

  it("of a record that is being moved is not forgotten", async () => {
    for (let wait = 0; wait < 40; wait++) {
      const world = new World();
      world.disk.latencyMs = 1;
      const test = await openTestLog(world);
      const stubborn = await leaveStubborn(world, test);
      await world.advance(wait);
      for (const position of stubborn) await test.log.remove(position);
      await world.until(test.log.append(bytes("next"), body(10)));
      await world.advance(5_000);
      expect([wait, test.log.records, segmentsOf(world).length]).toEqual([wait, 1, 1]);
      powerCut(world, { unsynced: "forgotten" });
      expect([wait, headsOf(await openTestLog(world))]).toEqual([wait, ["next"]]);
    }
  });

  it("of a record that was moved is not forgotten while the file that it came from cannot be deleted", async () => {
    const world = new World();
    const test = await openTestLog(world);
    let first = "";
    let repair = (): unknown => undefined;
    const stubborn = await leaveStubborn(world, test, () => {
      first = segmentsOf(world)[0]!;
      repair = world.disk.fail({ call: "remove", path: first, code: "EIO" });
    });
    // Stands beside what says that others in the first file are done with, and keeps that from being said again.
    await world.until(test.log.append(bytes("stays"), body(10)));
    await world.advance(600_000);
    for (const position of stubborn) await test.log.remove(position);
    for (let i = 0; i < 10; i++) {
      for (const position of await fill(world, test, 20)) await test.log.remove(position);
      await world.advance(60_000);
    }
    expect(segmentsOf(world)).toContain(first);
    powerCut(world, { unsynced: "forgotten" });
    const again = await openTestLog(world);
    expect(headsOf(again)).toEqual(["stays"]);
    repair();
    await again.log.remove(again.log.entries[0]!.position);
    for (const position of await fill(world, again, 10)) await again.log.remove(position);
    await world.advance(120_000);
    expect(segmentsOf(world)).toHaveLength(1);
  });

  it("of others does not reach a record that could not be moved", async () => {
    const world = new World();
    const test = await openTestLog(world);
    let repair = (): unknown => undefined;
    const stubborn = await leaveStubborn(world, test, () => {
      repair = world.disk.fail({ call: ["sync", "truncate"], code: "EIO" });
    });
    await world.advance(5_000);
    repair();
    await world.advance(120_000);
    powerCut(world, { unsynced: "forgotten" });
    const again = await openTestLog(world);
    expect(again.log.entries.map(({ position }) => position)).toEqual(stubborn);
    for (const position of stubborn) expect(await again.log.read(position)).toEqual(body(200)[0]);
  });

  it("frees a segment at once when it was the last of its records, however small", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const last = await test.log.append(bytes("small"), body(10));
    const [large] = await fill(world, test, 1, 900);
    await fill(world, test, 1, 900);
    await test.log.remove(large!);
    await world.advance(5_000);
    expect(segmentsOf(world)).toHaveLength(2);
    await test.log.remove(last);
    await world.advance(0);
    expect(segmentsOf(world)).toHaveLength(1);
  });
});

describe("read", () => {
  it("tells of a body that is no longer what was written, and counts it", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const [first, second] = await fill(world, test, 2);
    const path = segmentsOf(world)[0]!;
    const content = world.disk.get(path)!;
    content[100]! ^= 1;
    world.disk.put(path, content);
    await expect(test.log.read(first!)).rejects.toMatchObject({ code: "STORAGE_CORRUPT", kind: "malformed" });
    expect(await test.log.read(second!)).toEqual(body(200)[0]);
    expect(test.recorded.count("file_storage.damaged")).toBe(1);
  });

  it("tells of a position that is not there, and of a disk that does not give it", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const [first] = await fill(world, test, 1);
    await expect(test.log.read(4_711)).rejects.toMatchObject({ code: "STORAGE_CORRUPT" });
    world.disk.fail({ call: "read", code: "EIO", times: 1 });
    await expect(test.log.read(first!)).rejects.toMatchObject({ code: "STORAGE_NOT_READ", kind: "retryable" });
    expect(await test.log.read(first!)).toEqual(body(200)[0]);
  });

  it("finds a record that is moved meanwhile", async () => {
    for (let wait = 0; wait < 40; wait++) {
      const world = new World();
      world.disk.latencyMs = 1;
      const test = await openTestLog(world);
      const stubborn = await leaveStubborn(world, test);
      await world.advance(wait);
      world.disk.latencyMs = 10; // of these reads alone
      const reading = Promise.all(stubborn.map((position) => test.log.read(position)));
      world.disk.latencyMs = 1;
      const read = await world.until(reading);
      for (const each of read) expect(each).toEqual(body(200)[0]);
    }
  });

  it("loses a damaged record that was to be moved, tells of it, and frees the rest", async () => {
    const world = new World();
    const before = await openTestLog(world);
    await fill(world, before, 5);
    await world.until(before.log.close());
    const path = segmentsOf(world)[0]!;
    const content = world.disk.get(path)!;
    content[100]! ^= 1;
    world.disk.put(path, content);
    const test = await openTestLog(world);
    for (const position of [2, 3, 4]) await test.log.remove(position);
    await leaveStubborn(world, test);
    await world.advance(5_000);
    expect(segmentsOf(world)).not.toContain(path);
    await expect(test.log.read(1)).rejects.toMatchObject({ code: "STORAGE_CORRUPT" });
    expect(test.recorded.logs).toContainEqual(expect.objectContaining({ level: "error", data: { path, position: 1 } }));
    expect(test.recorded.count("file_storage.damaged")).toBe(1);
  });
});

describe("opening", () => {
  it("tells of damage, keeps the rest, and does not count a write that was cut short", async () => {
    const world = new World();
    const test = await openTestLog(world, { segmentBytes: 100_000 });
    await fill(world, test, 3);
    test.runtime.kill();
    const path = segmentsOf(world)[0]!;
    const content = world.disk.get(path)!;
    content[250]! ^= 1; // in the second record
    world.disk.put(path, content.subarray(0, -10));
    const again = await openTestLog(world);
    expect(headsOf(again)).toEqual(["0"]);
    expect(again.log.damage).toEqual({ records: 1, bytes: 237 });
    expect(again.recorded.logs.map(({ level, data }) => [level, data])).toEqual([
      ["error", { folder, records: 1, bytes: 237 }],
      ["info", { folder, tornBytes: 227 }],
      ["info", { folder, records: 1 }],
    ]);
    await again.log.append(bytes("next"), body(10));
    again.runtime.kill();
    expect(headsOf(await openTestLog(world))).toEqual(["0", "next"]);
  });

  it("with a segment that the disk does not give starts all the same; it is there again when the disk gives it", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const positions = await fill(world, test, 12);
    test.runtime.kill();
    const [unreadable] = segmentsOf(world);
    const repair = world.disk.fail({ call: "read", path: unreadable!, code: "EIO" });
    const again = await openTestLog(world);
    expect(again.log.entries).toHaveLength(8);
    expect(again.log.damage.records).toBe(1);
    const next = await again.log.append(bytes("next"), body(10));
    expect(next).toBeGreaterThan(Math.max(...positions));
    for (const { position } of again.log.entries) await again.log.remove(position);
    await world.advance(60_000);
    again.runtime.kill();
    repair();
    expect(headsOf(await openTestLog(world))).toEqual(["0", "1", "2", "3", "next"]);
  });

  it.each([["read"], ["stat"], ["list"]] as const)("rejects where the files may not be read (%s)", async (call) => {
    const world = new World();
    const test = await openTestLog(world);
    await fill(world, test, 1);
    test.runtime.kill();
    world.disk.fail({ call, code: "EACCES" });
    const error = { code: "STORAGE_UNUSABLE", kind: "misconfigured", message: expect.stringContaining("EACCES") };
    const opening = openTestLog(world);
    await expect(opening).rejects.toMatchObject(error);
  });

  it.each([["sync"], ["syncFolder"]] as const)(
    "rejects while the disk cannot say what it keeps (%s), unless nobody asks it to",
    async (call) => {
      const world = new World();
      const test = await openTestLog(world);
      await fill(world, test, 2);
      test.runtime.kill();
      const repair = world.disk.fail({ call, code: "EIO" });
      const error = { code: "STORAGE_NOT_WRITTEN", message: expect.stringContaining(`cannot write to ${folder}`) };
      await expect(openTestLog(world)).rejects.toMatchObject(error);
      const unsynced = await openTestLog(world, { syncs: false });
      expect(headsOf(unsynced)).toEqual(["0", "1"]);
      unsynced.runtime.kill();
      repair();
      expect(headsOf(await openTestLog(world))).toEqual(["0", "1"]);
    },
  );

  it("finds all on a full disk, and makes room", async () => {
    const world = new World();
    const test = await openTestLog(world);
    await fill(world, test, 20);
    test.runtime.kill();
    world.disk.capacityBytes = world.disk.usedBytes;
    const { log } = await openTestLog(world);
    expect(log.entries).toHaveLength(20);
    for (const { position } of log.entries) await log.remove(position);
    await world.advance(5_000);
    expect(world.disk.usedBytes).toBeLessThan(2_000);
  });

  it("lets positions grow over restarts, also when everything was removed", async () => {
    const world = new World();
    let last = 0;
    for (let life = 0; life < 4; life++) {
      const test = await openTestLog(world);
      for (const position of await fill(world, test, 7)) {
        expect(position).toBeGreaterThan(last);
        last = position;
        await test.log.remove(position);
      }
      await world.until(test.log.close());
    }
  });

  it("lets go of the lock when it fails", async () => {
    const world = new World();
    const repair = world.disk.fail({ call: "list", code: "EACCES" });
    await expect(openTestLog(world)).rejects.toMatchObject({ code: "STORAGE_UNUSABLE" });
    repair();
    await openTestLog(world);
  });
});

describe("close", () => {
  it("keeps what was asked for before, refuses what comes after, and may be called twice", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const asked = test.log.append(bytes("a"), body(10));
    const closing = [test.log.close(), test.log.close()];
    await expect(test.log.append(bytes("b"), body(10))).rejects.toMatchObject({ code: "STORAGE_ABORTED" });
    await expect(test.log.remove(1)).rejects.toMatchObject({ code: "STORAGE_ABORTED" });
    await world.until(Promise.all([asked, ...closing]));
    expect(test.runtime.leaks()).toEqual([]);
    expect(headsOf(await openTestLog(world))).toEqual(["a"]);
  });

  it("rejects when it cannot be said what is done with, and yet leaves nothing open", async () => {
    const world = new World();
    const test = await openTestLog(world);
    const [first] = await fill(world, test, 1);
    await test.log.remove(first!);
    world.disk.fail({ call: "write", code: "EIO" });
    await expect(test.log.close()).rejects.toMatchObject({ code: "STORAGE_NOT_WRITTEN" });
    expect(test.runtime.leaks()).toEqual([]);
  });

  it("does not keep waiting who waits for room", async () => {
    const world = new World();
    const test = await openTestLog(world, { maxBytes: 8_000 });
    for (;;)
      if (
        await test.log.append(bytes("x"), body(200)).then(
          () => false,
          () => true,
        )
      )
        break;
    const asked = test.log.append(bytes("x"), body(200));
    const closing = test.log.close();
    await expect(world.until(asked)).rejects.toMatchObject({ code: expect.stringMatching(/^STORAGE_(FULL|ABORTED)$/) });
    await closing;
  });
});

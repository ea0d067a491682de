import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { LetterReplay } from "../src/replay/index.ts";
import {
  bodiesIn,
  bodiesOf,
  directory,
  filesIn,
  folder,
  letterOf,
  lettersOf,
  logsOf,
  openStore,
  readAll,
} from "./letters.ts";

const config = { max_size: "64KiB", max_file_size: "16KiB" };
const long = (name: string): string => name.padEnd(3_000, "x");

/** Its calls, each to be taken the place of. */
function filesOf(files: VirtualRuntime["files"]): VirtualRuntime["files"] {
  return {
    read: files.read.bind(files),
    open: files.open.bind(files),
    stat: files.stat.bind(files),
    makeFolder: files.makeFolder.bind(files),
    rename: files.rename.bind(files),
    remove: files.remove.bind(files),
    list: files.list.bind(files),
    syncFolder: files.syncFolder.bind(files),
    checksum: files.checksum.bind(files),
    lock: files.lock.bind(files),
  };
}

async function openReplay(world: World) {
  const runtime = new VirtualRuntime(world);
  const replay = await world.until(LetterReplay.open(runtime.files, directory, "send"));
  return { replay, letters: await world.until(readAll(replay)) };
}

describe("a replay", () => {
  it("removes what was taken, keeps what was not, and counts attempts", async () => {
    const world = new World();
    const live = await openStore(world);
    for (const name of ["a", "b", "c"]) await world.until(live.keep(name));
    await live.stop();
    const { replay, letters } = await openReplay(world);
    await world.until(letters[0]!.file.taken(letters[0]!.id));
    await world.until(letters[1]!.file.tried(letters[1]!.id, 1));
    await world.until(letters[1]!.file.tried(letters[1]!.id, 2));
    await world.until(letters[2]!.file.replaced(letters[2]!.id, { ...letterOf(), payload: logsOf("rest") }, 1));
    const seen = await lettersOf(world);
    expect(seen.map(({ head: { attempts } }) => attempts)).toEqual([2, 1]);
    expect(seen.map(bodiesOf)).toEqual([["b"], ["rest"]]);
    await world.until(replay.close());
    expect((await lettersOf(world)).map(({ head: { attempts } }) => attempts)).toEqual([2, 1]);
    const second = await openReplay(world);
    // What was taken of it does not come back.
    await world.until(second.letters[1]!.file.tried(second.letters[1]!.id, 7));
    const tried = (await lettersOf(world))[1]!;
    expect([bodiesOf(tried), tried.head.attempts]).toEqual([["rest"], 7]);
    for (const { file, id } of second.letters) await world.until(file.taken(id));
    await world.until(second.replay.close());
    expect([...filesIn(world), ...filesIn(world, ".marks")]).toEqual([]);
  });

  it("runs beside the collector that goes on writing: what comes later is for the next one", async () => {
    const world = new World();
    const live = await openStore(world, { config });
    for (let i = 0; i < 6; i++) await world.until(live.keep(long(String(i))));
    const { replay, letters } = await openReplay(world);
    expect(letters).toHaveLength(6);
    for (const { file, id } of letters) {
      expect(await world.until(live.keep(long(`new ${id}`)))).toBe(true);
      await world.until(file.taken(id));
    }
    await world.until(replay.close());
    expect((await bodiesIn(world)).flat().map((body) => body.slice(0, 3))).toEqual(
      Array.from({ length: 6 }, () => "new"),
    );
    const next = await openReplay(world);
    for (const { file, id } of next.letters) await world.until(file.taken(id));
    await world.until(next.replay.close());
    expect(await bodiesIn(world)).toEqual([]);
    expect(await world.until(live.keep("still there"))).toBe(true);
    expect(await bodiesIn(world)).toEqual([["still there"]]);
  });

  it("sees only the letters that were there when it was opened, however late it reads them", async () => {
    const world = new World();
    const live = await openStore(world);
    await world.until(live.keep("early"));
    const replay = await world.until(LetterReplay.open(new VirtualRuntime(world).files, directory, "send"));
    expect(await world.until(live.keep("late"))).toBe(true);
    const letters = await world.until(readAll(replay));
    expect(letters.map(bodiesOf)).toEqual([["early"]]);
    await world.until(letters[0]!.file.taken(letters[0]!.id));
    await world.until(replay.close());
    expect(await bodiesIn(world)).toEqual([["late"]]);
  });

  it("beside a write that is under way finds no damage", async () => {
    const world = new World();
    const live = await openStore(world);
    await world.until(live.keep("whole"));
    const [path] = filesIn(world);
    const whole = world.disk.get(path!)!.length;
    await world.until(live.keep("being written"));
    await world.until(live.keep("behind it"));
    const { files } = new VirtualRuntime(world);
    // What a look at the size finds while the second letter is half there; when it is read, both are.
    const stat: typeof files.stat = async (of) => (of === path ? { kind: "file", size: whole + 50 } : files.stat(of));
    const replay = await world.until(LetterReplay.open({ ...filesOf(files), stat }, directory, "look"));
    const found: string[] = [];
    await world.until(
      (async () => {
        for await (const letter of replay.letters()) found.push(letter.found);
      })(),
    );
    expect(found).toEqual(["letter"]);
  });

  it("never rewrites a file without what it cannot read, but somebody else may", async () => {
    const world = new World();
    const live = await openStore(world);
    for (const name of ["a", "b", "c"]) await world.until(live.keep(name));
    // As a later version may write it: sound, and of a kind that this one does not know.
    await world.until(live.store.keep({ ...letterOf("theirs"), kind: "postponed" as "gap" }));
    await live.stop();
    const before = filesIn(world);
    const { replay, letters } = await openReplay(world);
    expect(letters).toHaveLength(3);
    for (const { file, id } of letters) await world.until(file.taken(id));
    await world.until(replay.close());
    expect(filesIn(world)).toEqual(before);
    const bytes = Buffer.from(world.disk.get(before[0]!)!).toString("latin1");
    expect(bytes).toContain("theirs");
    expect(world.disk.list(folder).filter((path) => path.endsWith(".tmp"))).toEqual([]);
  });

  it("frees what the collector needs, whose own file it leaves alone", async () => {
    const world = new World();
    const live = await openStore(world, { config });
    for (let i = 0; await world.until(live.keep(long(String(i)))); i++);
    const { replay, letters } = await openReplay(world);
    for (const { file, id } of letters) await world.until(file.taken(id));
    await world.until(replay.close());
    expect(filesIn(world)).toHaveLength(1);
    await world.advance(1_000);
    for (let i = 0; i < 15; i++) expect(await world.until(live.keep(long(`n${i}`)))).toBe(true);
    expect(live.dropped("full")).toEqual([1, 1]);
  });

  it("reads every worker's folder, also of those that are no longer there", async () => {
    const world = new World();
    for (const index of [0, 1, 2]) {
      const { keep, stop } = await openStore(world, { worker: { index, count: 3 } });
      await world.until(keep(`from ${index}`));
      await stop();
    }
    await openStore(world);
    expect(await bodiesIn(world)).toEqual([["from 0"], ["from 1"], ["from 2"]]);
  });

  it("has no other beside it, and only looks where it is to look", async () => {
    const world = new World();
    const live = await openStore(world);
    await world.until(live.keep("a"));
    await live.stop();
    const { replay } = await openReplay(world);
    await expect(openReplay(world)).rejects.toMatchObject({ code: "DEAD_LETTER_LOCKED" });
    expect(await bodiesIn(world)).toEqual([["a"]]);
    await world.until(replay.close());
    await world.until((await openReplay(world)).replay.close());
  });

  it("says what cannot be read, sends the rest, and leaves the file", async () => {
    const world = new World();
    const live = await openStore(world);
    for (const name of ["a", "b", "c"]) await world.until(live.keep(name));
    await live.stop();
    const [path] = filesIn(world);
    const bytes = world.disk.get(path!)!.slice();
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
    world.disk.put(path!, bytes);
    const runtime = new VirtualRuntime(world);
    const replay = await world.until(LetterReplay.open(runtime.files, directory, "send"));
    const found: string[] = [];
    await world.until(
      (async () => {
        for await (const letter of replay.letters()) {
          found.push(letter.found === "letter" ? bodiesOf(letter).join() : `${letter.found} in ${letter.path}`);
          if (letter.found === "letter") await letter.file.taken(letter.id);
        }
      })(),
    );
    expect(found).toEqual(["a", `damage in ${path}`, "c"]);
    await world.until(replay.close());
    expect(filesIn(world)).toEqual([path]);
  });

  it("never takes what a sender put into an item for a letter", async () => {
    const world = new World();
    const live = await openStore(world);
    await world.until(live.keep("forged"));
    const forged = Buffer.from(world.disk.get(filesIn(world)[0]!)!).toString("latin1");
    await world.until(live.keep(`before ${forged}`));
    await live.stop();
    const [path] = filesIn(world);
    const bytes = world.disk.get(path!)!.slice();
    bytes.fill(0, 0, bytes.length - forged.length - 60); // only the end of the second letter is left
    world.disk.put(path!, bytes);
    expect(await bodiesIn(world)).toEqual([]);
  });

  it("of a disk that refuses says so, and nothing that was written down before is forgotten", async () => {
    const world = new World();
    const live = await openStore(world);
    for (const name of ["a", "b"]) await world.until(live.keep(name));
    await live.stop();
    const { replay, letters } = await openReplay(world);
    await world.until(letters[0]!.file.taken(letters[0]!.id));
    world.disk.fail({ call: "sync", code: "ENOSPC", times: 1 });
    await expect(world.until(letters[1]!.file.taken(letters[1]!.id))).rejects.toMatchObject({ code: "ENOSPC" });
    await world.until(letters[1]!.file.tried(letters[1]!.id, 1));
    await world.until(replay.close());
    expect((await lettersOf(world)).map((letter) => [bodiesOf(letter), letter.head.attempts])).toEqual([[["b"], 1]]);
  });

  it("finds no letters where there is no folder", async () => {
    expect((await openReplay(new World())).letters).toEqual([]);
  });
});

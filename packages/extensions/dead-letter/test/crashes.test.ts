import { powerCut, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { LetterReplay } from "../src/replay/index.ts";
import { bodiesIn, bodiesOf, directory, filesIn, letterOf, logsOf, makeStore, openStore } from "./letters.ts";

const config = { max_size: "64KiB", max_file_size: "16KiB" };
const long = (name: string): string => name.padEnd(3_000, "x");
const shorten = (bodies: readonly string[][]): string[] => bodies.flat().map((body) => body.replaceAll("x", ""));

/** Keeps letters until the process dies in its n-th call. Says which were kept, as far as anybody was told. */
async function keepUntilCrash(world: World, crashAt: number) {
  const runtime = new VirtualRuntime(world);
  const made = makeStore(world, { config, runtime });
  runtime.crashAt = crashAt;
  const kept: string[] = [];
  const asked: string[] = [];
  void (async () => {
    await made.start();
    for (let i = 0; i < 8; i++) {
      asked.push(String(i));
      if (await made.keep(long(String(i)))) kept.push(String(i));
    }
  })().catch(() => undefined);
  await world.advance(5_000);
  const hasCrashed = runtime.isDead;
  runtime.kill();
  return { kept, asked, hasCrashed };
}

describe("a crash", () => {
  it.each(["of the process", "of the machine"])(
    "%s, at every call: what was told to be kept is there, whole, once",
    async (what) => {
      for (let seed = 1; seed <= 3; seed++) {
        for (let crashAt = 1; ; crashAt++) {
          const world = new World(undefined, seed);
          const { kept, asked, hasCrashed } = await keepUntilCrash(world, crashAt);
          if (what === "of the machine" && hasCrashed) powerCut(world);
          const found = shorten(await bodiesIn(world));
          const where = `seed ${seed}, crash at call ${crashAt}`;
          // Nobody was told of the last one: it may be there.
          expect([kept, asked], where).toContainEqual(found);
          const again = await openStore(world, { config });
          expect(await world.until(again.keep("new")), where).toBe(true);
          expect(shorten(await bodiesIn(world)), where).toEqual([...found, "new"]);
          if (!hasCrashed) break;
        }
      }
    },
  );

  it("leaves a torn end, which is left out and counted at the next start, once", async () => {
    const world = new World();
    const { keep, runtime } = await openStore(world);
    await world.until(keep("a"));
    const [path] = filesIn(world);
    const whole = world.disk.get(path!)!;
    await world.until(keep("b"));
    const both = world.disk.get(path!)!;
    runtime.kill();
    for (let length = whole.length + 1; length < both.length; length++) {
      world.disk.put(path!, both.slice(0, length));
      const torn = await openStore(world);
      expect(torn.dropped("torn"), `cut at ${length}`).toEqual([1, 0]);
      expect(await bodiesIn(world)).toEqual([["a"]]);
      await torn.stop();
      const next = await openStore(world);
      expect(next.dropped("torn")).toEqual([0, 0]);
      await next.stop();
    }
  });

  it("of a replay, at every call: no letter is lost, and at most one is sent twice", async () => {
    for (let crashAt = 1; ; crashAt++) {
      const world = new World(undefined, crashAt);
      const live = await openStore(world, { config });
      for (const name of ["a", "b", "c", "d", "e", "f", "g"])
        await world.until(live.keep(long(name), long(`${name}2`)));
      await live.stop();
      const sent: string[] = [];
      const runtime = new VirtualRuntime(world);
      runtime.crashAt = crashAt;
      void replayAll(runtime, sent).catch(() => undefined);
      await world.advance(60_000);
      const where = `crash at call ${crashAt}`;
      if (runtime.isDead) {
        powerCut(world);
        await world.until(replayAll(new VirtualRuntime(world), sent));
      }
      // Of "c" the sink takes the second half alone, of "e" nothing; after a crash they may be tried once more.
      const left = shorten(await bodiesIn(world));
      expect(left, where).toEqual(["c", "e", "e2"]);
      const names = ["a", "b", "c", "d", "e", "f", "g"].flatMap((name) => [name, `${name}2`]);
      const delivered = names.filter((name) => !left.includes(name));
      expect([...new Set(sent)].toSorted(), where).toEqual(delivered.toSorted());
      expect(sent.length - delivered.length, where).toBeLessThanOrEqual(2);
      expect(filesIn(world, ".tmp"), where).toEqual([]);
      if (!runtime.isDead) break;
    }
  });
});

/** As the command does it: each letter's fate is on disk before the next one is sent. */
async function replayAll(runtime: VirtualRuntime, sent: string[]): Promise<void> {
  const replay = await LetterReplay.open(runtime.files, directory, "send");
  for await (const letter of replay.letters()) {
    if (letter.found !== "letter") throw new Error(`${letter.path} is damaged`);
    const { file, id, head } = letter;
    const names = shorten([bodiesOf(letter)]);
    if (names.includes("e")) await file.tried(id, head.attempts + 1);
    else if (names.includes("c")) {
      sent.push(...names.filter((name) => name !== "c"));
      await file.replaced(id, { ...letterOf(), payload: logsOf(long("c")) }, head.attempts + 1);
    } else {
      sent.push(...names);
      await file.taken(id);
    }
  }
  await replay.close();
}

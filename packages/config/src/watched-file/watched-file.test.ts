import { createSettings, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { WatchedFile } from "./watched-file.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function setUp(first: string | undefined, changed?: (text: string) => void) {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  if (first !== undefined) world.disk.put("/token", utf8(first));
  const recorded = new Recorded();
  const texts: string[] = [];
  const file = new WatchedFile("/token", createSettings("x", runtime, { recorded }), (text) => {
    changed?.(text);
    texts.push(text);
  });
  return { world, runtime, recorded, texts, file, opened: await world.until(file.open().catch((e: unknown) => e)) };
}

describe("a watched file", () => {
  it("is read at the start, and again when it has changed", async () => {
    const { world, runtime, texts, file, recorded } = await setUp("one");
    world.disk.put("/token", utf8("two"));
    await world.advance(4_900);
    expect(texts).toEqual(["one"]);
    await world.advance(200);
    expect(texts).toEqual(["one", "two"]);
    await world.advance(60_000);
    expect(texts).toHaveLength(2);
    expect(recorded.logs.map(({ message }) => message)).toEqual(["Read a file again that has changed"]);
    file.close();
    expect(runtime.leaks()).toEqual([]);
  });

  it("that is not there, or far too large, is a start error that names it", async () => {
    expect((await setUp(undefined)).opened).toMatchObject({
      code: "CONFIG_FILE_UNREADABLE",
      kind: "misconfigured",
      message: "cannot read /token: it is not there",
    });
    expect((await setUp("x".repeat(1_048_577))).opened).toMatchObject({
      message: "cannot read /token: it has more than 1048576 bytes",
    });
  });

  it("keeps what it held while it cannot be read, and says so once", async () => {
    const { world, texts, recorded, file } = await setUp("one");
    world.disk.remove("/token");
    await world.advance(30_000);
    expect(texts).toEqual(["one"]);
    expect(recorded.logs.map(({ level }) => level)).toEqual(["warn"]);
    world.disk.put("/token", utf8("two"));
    await world.advance(6_000);
    expect(texts).toEqual(["one", "two"]);
    file.close();
  });

  it("keeps what it held when the new text is refused, until a better one comes", async () => {
    const refuse = (text: string): void => {
      if (text === "bad") throw new Error("no token in it");
    };
    const { world, texts, file } = await setUp("one", refuse);
    for (const text of ["bad", "two"]) {
      world.disk.put("/token", utf8(text));
      await world.advance(6_000);
    }
    expect(texts).toEqual(["one", "two"]);
    file.close();
  });

  it("that is refused at the start does not start", async () => {
    const { opened, runtime } = await setUp("bad", () => {
      throw new Error("no token in it");
    });
    expect(opened).toMatchObject({ message: "no token in it" });
    expect(runtime.leaks()).toEqual([]);
  });
});

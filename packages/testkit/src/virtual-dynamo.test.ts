import type { DynamoTable } from "@genai-collector/config/dynamodb";
import { describe, expect, it } from "vitest";
import { createSettings } from "./settings.ts";
import { VirtualDynamo, type DynamoWrite } from "./virtual-dynamo.ts";
import { VirtualRuntime } from "./virtual-runtime.ts";
import { World } from "./world.ts";

const never = new AbortController().signal;
const config = { table: "state", region: "", endpoint: undefined, key_prefix: "", timeout: 5_000 };

function setUp() {
  const world = new World(0);
  const server = new VirtualDynamo(world);
  const open = async (host: string): Promise<{ runtime: VirtualRuntime; table: DynamoTable }> => {
    const runtime = new VirtualRuntime(world, { host });
    return { runtime, table: await server.open(runtime)(config, createSettings("dynamodb", runtime)) };
  };
  return { world, server, open };
}

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const unavailable = { code: "DYNAMODB_UNAVAILABLE", kind: "retryable" };

describe("a virtual DynamoDB", () => {
  it("is called through the process' seam, where it may die before and after the effect", async () => {
    const { world, server, open } = setUp();
    for (const [pk, when] of [
      ["before", "die before"],
      ["after", "die after"],
    ] as const) {
      const { runtime, table } = await open(pk);
      runtime.intercept = ({ name, target }) => (name === "dynamodb.put" && target === pk ? when : undefined);
      void outcome(table.put({ pk, version: 1 }, "absent", never));
      await world.advance(10_000);
      expect(runtime.isDead).toBe(true);
    }
    expect([server.item("state", "before"), server.item("state", "after")]).toEqual([
      undefined,
      { pk: "after", version: 1 },
    ]);
  });

  it("is not reached over a way that is cut", async () => {
    const { world, server, open } = setUp();
    const { table } = await open("one");
    const heal = world.network.partition("one", server.host);
    expect(await world.until(outcome(table.get("a", never)))).toMatchObject(unavailable);
    heal();
    expect(await world.until(table.get("a", never))).toBeUndefined();
  });

  it("throttles, loses answers, and does late what it was asked", async () => {
    const { world, server, open } = setUp();
    const { table } = await open("one");
    server.fault({ kind: "throttled", times: 1 });
    expect(await world.until(outcome(table.get("a", never)))).toMatchObject(unavailable);
    server.fault({ kind: "lost", call: "dynamodb.put", times: 1 });
    expect(await world.until(outcome(table.put({ pk: "a", version: 1 }, "absent", never)))).toMatchObject(unavailable);
    expect(server.item("state", "a")).toEqual({ pk: "a", version: 1 });
    // A write that comes late is judged when it comes: by then, its condition does not hold any more.
    server.fault({ kind: "late", lateMs: 30_000, times: 1 });
    expect(await world.until(outcome(table.put({ pk: "a", version: 2 }, 1, never)))).toMatchObject(unavailable);
    expect(await world.until(table.put({ pk: "a", by: "two", version: 2 }, 1, never))).toBe("written");
    await world.advance(60_000);
    expect(server.item("state", "a")).toEqual({ pk: "a", by: "two", version: 2 });
  });

  it("lets others write and delete, and tells of every change", async () => {
    const { world, server, open } = setUp();
    const { table } = await open("one");
    const writes: DynamoWrite[] = [];
    server.onWrite = (write) => writes.push(write);
    await world.until(table.put({ pk: "a", version: 1 }, "absent", never));
    server.writeItem("state", { pk: "a", version: "broken" });
    expect(await world.until(table.put({ pk: "a", version: 2 }, 1, never))).toBe("conflict");
    expect(await world.until(table.get("a", never))).toEqual({ pk: "a", version: "broken" });
    server.deleteItem("state", "a");
    server.deleteItem("state", "a");
    expect(await world.until(table.get("a", never))).toBeUndefined();
    expect(writes.map(({ pk, item }) => [pk, item?.["version"]])).toEqual([
      ["a", 1],
      ["a", "broken"],
      ["a", undefined],
    ]);
  });

  it("keeps tables apart, and knows those that it was told of", async () => {
    const world = new World(0);
    const server = new VirtualDynamo(world, { tables: ["state", "other"] });
    const runtime = new VirtualRuntime(world);
    const [state, other, missing] = await Promise.all(
      ["state", "other", "missing"].map((table) =>
        server.open(runtime)({ ...config, table }, createSettings("dynamodb", runtime)),
      ),
    );
    await world.until(state!.put({ pk: "a" }, "absent", never));
    expect(await world.until(other!.get("a", never))).toBeUndefined();
    expect(await world.until(outcome(missing!.get("a", never)))).toMatchObject({ code: "DYNAMODB_REFUSED" });
    await world.until(Promise.all([state!.close(), other!.close(), missing!.close()]));
    expect(runtime.leaks()).toEqual([]);
  });
});

import { beforeEach, expect, it } from "vitest";
import type { Sender } from "./network-answer.ts";
import { World } from "./world.ts";

const url = "https://sink.example/v1";

let world: World;
let arrived: string[];

beforeEach(() => {
  world = new World(0);
  arrived = [];
  world.route("https://sink.example/", (_request, now, { host, isStray }: Sender) => {
    arrived.push(`from ${host} at ${now}${isStray ? ", stray" : ""}`);
    return {};
  });
});

/** Sends, gives up after so long, and says how it ended and when. */
async function ask(patienceMs = 5_000): Promise<string> {
  const client = new AbortController();
  const cancel = world.after(patienceMs, () => client.abort(new Error("gave up")));
  const request = { method: "POST", url, headers: {}, signal: client.signal };
  const outcome = world.network.exchange(request, "one").then(
    ({ status }) => `${status}`,
    (error: unknown) => (error as Error).message,
  );
  const how = await world.until(outcome);
  cancel();
  return `${how} at ${world.now}`;
}

it("says which machine a request is from", async () => {
  expect(await ask()).toBe("200 at 20");
  expect(arrived).toEqual(["from one at 10"]);
});

it("cuts one way alone: a request does not arrive, or its answer does not", async () => {
  const heal = world.network.links.cut("one", "sink.example");
  expect(await ask()).toBe("gave up at 5000");
  expect(arrived).toEqual([]);
  heal();
  world.network.links.cut("sink.example", "one");
  expect(await ask()).toBe("gave up at 10000");
  expect(arrived).toEqual(["from one at 5010"]);
});

it("slows both ways down", async () => {
  const end = world.network.slow("sink.example", "one", 500);
  expect(await ask()).toBe("200 at 1020");
  end();
  expect(await ask()).toBe("200 at 1040");
});

it("delivers a request twice", async () => {
  world.network.fault({ kind: "twice", times: 1 });
  expect(await ask()).toBe("200 at 20");
  await world.advance(20_000);
  expect(arrived).toEqual(["from one at 10", "from one at 15010, stray"]);
});

it("delivers a request after its client gave up, or in time", async () => {
  world.network.fault({ kind: "late", lateMs: 6_000, times: 2 });
  expect(await ask()).toBe("gave up at 5000");
  expect(await ask(10_000)).toBe("200 at 11020");
  expect(arrived).toEqual(["from one at 6010, stray", "from one at 11010"]);
});

it("carries what is no HTTP in the same way", async () => {
  const carry = (): Promise<string> => {
    const client = new AbortController();
    world.after(1_000, () => client.abort(new Error("gave up")));
    const served = world.network.carry("one", "store", client.signal, () => `served at ${world.now}`);
    return world.until(served.catch((error: unknown) => (error as Error).message));
  };
  expect(await carry()).toBe("served at 10");
  const heal = world.network.partition("store", "one");
  expect(await carry()).toBe("gave up");
  heal();
  world.network.links.cut("store", "one");
  expect(await carry()).toBe("gave up");
});

import { beforeEach, describe, expect, it } from "vitest";
import { VirtualRuntime } from "./virtual-runtime.ts";
import { World } from "./world.ts";

let world: World;
let runtime: VirtualRuntime;
let heard: string[];

beforeEach(() => {
  world = new World(0);
  runtime = new VirtualRuntime(world);
  heard = [];
});

describe("a process that is stopped", () => {
  it("fires no timer until it goes on, and then all that are due, in order", async () => {
    for (const ms of [300, 100, 200, 900]) runtime.timers.after(ms, () => heard.push(`${ms} at ${world.now}`));
    runtime.stop();
    await world.advance(500);
    expect(heard).toEqual([]);
    runtime.goOn();
    await world.advance(500);
    expect(heard).toEqual(["100 at 500", "200 at 500", "300 at 500", "900 at 900"]);
  });

  it("fires no timer that the first one cancels", async () => {
    const cancel = runtime.timers.after(200, () => heard.push("cancelled"));
    runtime.timers.after(100, cancel);
    runtime.stop();
    await world.advance(500);
    runtime.goOn();
    await world.advance(500);
    expect(heard).toEqual([]);
  });

  it.each(["timers", "answers"] as const)(
    "has its effects meanwhile, and hears of them later: %s first",
    async (first) => {
      world.route("https://sink.example/", () => {
        heard.push(`arrived at ${world.now}`);
        return {};
      });
      const client = runtime.http.open({});
      const { signal } = new AbortController();
      const request = { method: "GET", url: "https://sink.example/", headers: {}, signal };
      void client.request(request).then(() => heard.push(`answered at ${world.now}`));
      runtime.timers.after(50, () => heard.push("timer"));
      await world.advance(5);
      runtime.stop();
      await world.advance(1_000);
      expect(heard).toEqual(["arrived at 10"]);
      runtime.goOn(first);
      await world.advance(1);
      const both = ["answered at 1005", "timer"];
      expect(heard.slice(1)).toEqual(first === "timers" ? both.toReversed() : both);
    },
  );

  it("begins no call, and answers no request", async () => {
    await world.until(runtime.servers.listen("0.0.0.0:80", async () => ({ status: 200, headers: {}, body: [] })));
    runtime.stop();
    void runtime.files.makeFolder("/x").then(() => heard.push("made"));
    const request = { method: "GET", url: "http://localhost/", headers: {}, signal: new AbortController().signal };
    void world.network.exchange(request, "localhost").then(() => heard.push("served"));
    await world.advance(1_000);
    expect(heard).toEqual([]);
    expect(world.disk.stat("/x")).toBeUndefined();
    runtime.goOn();
    await world.advance(1_000);
    expect(heard.toSorted()).toEqual(["made", "served"]);
  });

  it("can be killed, and is silent then", async () => {
    runtime.timers.after(100, () => heard.push("timer"));
    void runtime.files.list("/").then(() => heard.push("listed"));
    runtime.stop();
    await world.advance(500);
    runtime.kill();
    runtime.goOn();
    await world.advance(500);
    expect(heard).toEqual([]);
  });
});

it("a clock that drifts counts its timers by itself", async () => {
  const fast = new VirtualRuntime(world, { clockRate: 1.01 });
  fast.timers.after(10_100, () => heard.push(`at ${world.now}, by its clock ${fast.clock.monotonic()}`));
  await world.advance(20_000);
  expect(heard).toEqual(["at 10000, by its clock 10100"]);
});

it("says of each call what it is about, and when it is over", async () => {
  runtime.intercept = ({ name, target }) => void heard.push(`${name} ${target}`);
  runtime.onCallEnded = ({ name, number }) => heard.push(`${name} ${number} is over`);
  await world.until(runtime.files.list("/x"));
  await world.until(runtime.call("library.call", () => 1));
  expect(heard).toEqual(["files.list /x", "files.list 1 is over", "library.call undefined", "library.call 2 is over"]);
});

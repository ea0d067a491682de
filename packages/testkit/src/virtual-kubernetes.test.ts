import type { KubernetesClient } from "@genai-collector/config/kubernetes";
import { describe, expect, it } from "vitest";
import { createSettings } from "./settings.ts";
import { VirtualKubernetes, type KubernetesWrite } from "./virtual-kubernetes.ts";
import { VirtualRuntime } from "./virtual-runtime.ts";
import { World } from "./world.ts";

const never = new AbortController().signal;
const config = { kubeconfig: "", namespace: "", timeout: 5_000 };

function setUp(seed = 1) {
  const world = new World(0, seed);
  const server = new VirtualKubernetes(world);
  const open = async (host: string): Promise<{ runtime: VirtualRuntime; client: KubernetesClient }> => {
    const runtime = new VirtualRuntime(world, { host });
    return { runtime, client: await server.open(runtime)(config, createSettings("kubernetes", runtime)) };
  };
  return { world, server, open };
}

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const unavailable = { code: "KUBERNETES_UNAVAILABLE", kind: "retryable" };
const object = { metadata: { name: "a" }, data: { k: "1" } };

describe("a virtual API server", () => {
  it("answers after the network's time, and is a call of the process' seam", async () => {
    const { world, open } = setUp();
    const { runtime, client } = await open("one");
    await world.until(client.configMaps.create(object, never));
    expect(world.now).toBe(20);
    expect(Object.fromEntries(runtime.callsBySeam)).toEqual({ "kubernetes.create": 1 });
  });

  it.each<readonly ["die before" | "die after", boolean]>([
    ["die before", false],
    ["die after", true],
  ])("a process may %s the effect: that it was written is %s", async (when, isWritten) => {
    const { world, server, open } = setUp();
    const { runtime, client } = await open("one");
    runtime.intercept = ({ name }) => (name === "kubernetes.create" ? when : undefined);
    let isSettled = false;
    void outcome(client.configMaps.create(object, never)).then(() => (isSettled = true));
    await world.advance(60_000);
    expect([runtime.isDead, isSettled, server.configMap("a") !== undefined]).toEqual([true, false, isWritten]);
  });

  it("outlives the processes that write to it", async () => {
    const { world, open } = setUp();
    const first = await open("one");
    await world.until(first.client.configMaps.create(object, never));
    first.runtime.kill();
    const { client } = await open("two");
    expect((await world.until(client.configMaps.get("a", never)))?.data).toEqual({ k: "1" });
  });

  it("is not reached over a way that is cut, and its answers do not come back over one that is", async () => {
    const { world, server, open } = setUp();
    const { client } = await open("one");
    const heal = world.network.partition("one", server.host);
    expect(await world.until(outcome(client.configMaps.create(object, never)))).toMatchObject(unavailable);
    expect([world.now, server.configMap("a")]).toEqual([5_000, undefined]);
    heal();
    world.network.links.cut(server.host, "one");
    expect(await world.until(outcome(client.configMaps.create(object, never)))).toMatchObject(unavailable);
    expect(server.configMap("a")?.data).toEqual({ k: "1" });
  });

  it.each<
    readonly [kind: "unavailable" | "throttled" | "hang" | "unreachable" | "lost" | "silent", isWritten: boolean]
  >([
    ["unavailable", false],
    ["throttled", false],
    ["hang", false],
    ["unreachable", false],
    ["lost", true],
    ["silent", true],
  ])("%s is told as unavailable; that it was written is %s", async (kind, isWritten) => {
    const { world, server, open } = setUp();
    const { client } = await open("one");
    server.fault({ kind, call: "kubernetes.create", retryAfterMs: 7_000 });
    const error = await world.until(outcome(client.configMaps.create(object, never)));
    expect(error).toMatchObject(kind === "throttled" ? { ...unavailable, retryAfterMs: 7_000 } : unavailable);
    expect(server.configMap("a") !== undefined).toBe(isWritten);
    expect(await world.until(client.configMaps.get("b", never))).toBeUndefined();
  });

  it("may do what it was asked late, when its client has given up", async () => {
    const { world, server, open } = setUp();
    const { client } = await open("one");
    server.fault({ kind: "late", lateMs: 30_000, times: 1 });
    expect(await world.until(outcome(client.configMaps.create(object, never)))).toMatchObject(unavailable);
    expect(server.configMap("a")).toBeUndefined();
    await world.advance(30_000);
    expect(server.configMap("a")?.data).toEqual({ k: "1" });
  });

  it("troubles those whom it is told to, so often, and until it is repaired", async () => {
    const { world, server, open } = setUp();
    const [one, two] = [await open("one"), await open("two")];
    const ask = async ({ client }: typeof one, name = "a"): Promise<boolean> =>
      (await world.until(outcome(client.leases.get(name, never)))) === undefined;
    const repair = server.fault({ kind: "unavailable", from: "one", about: (name) => name === "a", times: 2 });
    expect([await ask(two), await ask(one, "b")]).toEqual([true, true]);
    expect([await ask(one), await ask(one), await ask(one)]).toEqual([false, false, true]);
    repair();
    const second = server.fault({ kind: "refused", call: /^kubernetes\.(?:get|list)$/ });
    expect(await ask(two)).toBe(false);
    second();
    expect(await ask(two)).toBe(true);
  });

  it("lets others write and delete, and tells of every change", async () => {
    const { world, server, open } = setUp();
    const { client } = await open("one");
    const writes: KubernetesWrite[] = [];
    server.onWrite = (write) => writes.push(write);
    const made = await world.until(client.configMaps.create(object, never));
    server.writeConfigMap("a", { k: "{broken" });
    expect(await world.until(client.configMaps.replace(made as typeof object, never))).toBe("conflict");
    expect((await world.until(client.configMaps.get("a", never)))?.data).toEqual({ k: "{broken" });
    server.writeLease("l", { holderIdentity: "somebody" });
    server.delete("Lease", "l");
    server.delete("Lease", "l");
    expect(server.lease("l")).toBeUndefined();
    expect(writes.map(({ kind, name, object: now }) => [kind, name, now !== undefined])).toEqual([
      ["ConfigMap", "a", true],
      ["ConfigMap", "a", true],
      ["Lease", "l", true],
      ["Lease", "l", false],
    ]);
  });

  it("hands out copies: nobody changes what is stored by changing what was read", async () => {
    const { world, server, open } = setUp();
    const { client } = await open("one");
    const data = { k: "1" };
    await world.until(client.configMaps.create({ ...object, data }, never));
    data.k = "2";
    const read = (await world.until(client.configMaps.get("a", never)))!;
    (read.data as Record<string, string>)["k"] = "3";
    expect(server.configMap("a")?.data).toEqual({ k: "1" });
  });

  it("plays the same with the same seed", async () => {
    const play = async (seed: number): Promise<string> => {
      const { world, server, open } = setUp(seed);
      server.fault({ kind: "unavailable", probability: 0.5 });
      const { client } = await open("one");
      const answers: unknown[] = [];
      for (let i = 0; i < 30; i++) answers.push(await world.until(outcome(client.configMaps.get("a", never))));
      return answers.map((answer) => (answer === undefined ? "." : "x")).join("");
    };
    expect(await play(3)).toBe(await play(3));
    expect(await play(3)).not.toBe(await play(4));
  });

  it("leaves a client to be closed", async () => {
    const { world, open } = setUp();
    const { runtime, client } = await open("one");
    expect(runtime.leaks()).toEqual(["client of kubernetes"]);
    await world.until(client.close());
    expect(runtime.leaks()).toEqual([]);
  });
});

import { CollectorError } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { portkeyReceiverFactory } from "../src/index.ts";
import { at, ends, minute, PortkeyScene, start } from "./portkey-scene.ts";

// Receiver, settle and sink together, in virtual time. Numbers in names are those of portkey.md §7; the start,
// 09:37:20, and the settings W=50m, S=10m, B=50m, M=90m are those of its §2.3.

const endsOf = (scene: PortkeyScene): readonly number[] => scene.points().map((point) => point.at);
/** One poll serves it all: nothing to catch up with. */
const onePoll = { bootstrap_lookback: "30m" };

describe("analytics collect: where a lane starts and how far it goes", () => {
  // The start is aligned down to the minute, and saved before the first poll: a later start cannot slide it (W3).
  it("15: unset watermark: start = now − bootstrap", async () => {
    const scene = await PortkeyScene.running();
    await scene.advance(30_000);
    expect(scene.store.saved[0]).toMatchObject({ to: { time: at("08:47") }, skipped: [] });
    expect(endsOf(scene)).toEqual(ends("08:48", "09:27"));
    expect(await scene.frontier()).toBe(at("09:27"));
  });

  it("15: a poll that fails leaves the start where it was", async () => {
    const scene = new PortkeyScene({ analytics: onePoll });
    scene.vendor.instead = ({ at: now }) => (now < start + 20 * minute ? { status: 503 } : undefined);
    await scene.start();
    await scene.advance(25 * minute);
    expect(endsOf(scene)[0]).toBe(at("09:08"));
  });

  it("16: watermark older than max_backfill: start clamped to floor; lost minutes counted once, then only increments", async () => {
    const scene = new PortkeyScene();
    await scene.standsAt(at("07:37"));
    scene.sink.failWith(new CollectorError("SINK_DOWN", "down", { kind: "retryable" }));
    await scene.start();
    await scene.advance(30_000);
    const lost = (): number => scene.count("skipped_time{loop=analytics,reason=backfill}") / 60;
    expect([lost(), await scene.frontier()]).toEqual([30, at("08:07")]);
    await scene.advance(5 * minute);
    expect([lost(), await scene.frontier()]).toEqual([35, at("08:12")]);
    scene.sink.recover();
    await scene.advance(2 * minute);
    const stood = scene.store.saved.findLast(({ skipped }) => skipped.length > 0)!.to.time;
    expect(endsOf(scene)[0]).toBe(stood + minute);
    expect(lost()).toBe((stood - at("07:37")) / minute);
    expect((await scene.store.load(scene.lane()))!.skipped).toEqual({ backfill: { items: 0, ms: lost() * minute } });
  });

  // Overridden: the vendor is asked although nothing can be delivered, because what it says of the newest minutes tells
  // when they stop changing. What is not sent is a request in which no minute has ended since the frontier.
  it("17: `until ≤ start`: empty batch, watermark unchanged", async () => {
    const scene = new PortkeyScene();
    await scene.standsAt(at("09:30"));
    await scene.start();
    await scene.advance(30_000);
    expect([scene.sink.payloads.length, await scene.frontier()]).toEqual([0, at("09:30")]);
    expect(scene.count("poll_failures{kind=retryable,loop=analytics}")).toBe(0);
  });

  it("17: no minute has ended since the frontier: no request sent", async () => {
    const scene = new PortkeyScene({ settleMs: 0, analytics: { cadence: "10s" } });
    await scene.standsAt(at("09:37"));
    await scene.start();
    await scene.advance(30_000);
    expect(scene.vendor.asked).toEqual([]);
    await scene.advance(20_000);
    expect(endsOf(scene)).toEqual([at("09:38")]);
  });

  it("18: quiet window, all graphs 200 and empty: zero samples, watermark = until", async () => {
    const scene = new PortkeyScene({ analytics: { graphs: ["cost", "requests"] } });
    scene.vendor.points = () => [];
    await scene.start();
    await scene.advance(30_000);
    expect([scene.sink.payloads.length, await scene.frontier()]).toEqual([0, at("09:27")]);
    expect(scene.recorded.values.get("portkey.last_success{loop=analytics}")!.at(-1)).toBeGreaterThan(start / 1_000);
  });

  it.each([
    ["19: max_backfill 120m, settle 10m, since = now − 50m", { max_backfill: "120m" }, at("08:47")],
    ["20: window 55m and a watermark 85 min old", { window: "55m" }, at("08:12")],
  ])("%s: widest request ≤ 55m, buckets complete and in order", async (_, analytics, since) => {
    const scene = new PortkeyScene({ analytics: { window: "55m", ...analytics } });
    await scene.standsAt(since);
    await scene.start();
    await scene.advance(30 * minute);
    const widths = scene.vendor.asked.map(({ from, to }) => (to - from) / minute);
    expect(Math.max(...widths)).toBeLessThanOrEqual(55);
    expect(scene.vendor.asked.every(({ from, to }) => from % minute === 0 && to % minute === 0)).toBe(true);
    const delivered = endsOf(scene);
    expect(delivered[0]).toBe(since + minute);
    expect(delivered).toEqual(delivered.map((_each, index) => since + (index + 1) * minute));
  });

  it.each([
    ["09:37:20", undefined, "08:48", "09:27"],
    ["09:38:25", "09:27:20", "09:28", "09:28"],
    ["09:37:20", "08:00:00", "08:08", "09:27"],
  ])("worked example: now %s, since %s: bucket ends %s … %s, each once", async (now, since, first, last) => {
    const scene = new PortkeyScene({ start: at(now) });
    if (since !== undefined) await scene.standsAt(at(since));
    await scene.start();
    await scene.advance(30_000);
    expect(endsOf(scene)).toEqual(ends(first, last));
  });
});

describe("analytics collect: what is asked for", () => {
  const askedKeys = async (api_key_ids: unknown): Promise<readonly (string | null)[]> => {
    const config = api_key_ids === undefined ? {} : { api_key_ids };
    const scene = await PortkeyScene.running({ analytics: onePoll, config });
    await scene.advance(30_000);
    return scene.vendor.asked.map(({ url }) => url.searchParams.get("api_key_ids"));
  };

  it("28: `api_key_ids` unset: parameter absent; ` a , b `: `a,b`", async () => {
    expect(await askedKeys(undefined)).toEqual([null]);
    expect(await askedKeys([])).toEqual([null]);
    expect(await askedKeys(" a , b ")).toEqual(["a,b"]);
    expect(await askedKeys(["a", "b"])).toEqual(["a,b"]);
  });

  it("29: queries never contain content selectors", async () => {
    const scene = new PortkeyScene({
      analytics: { ...onePoll, graphs: ["cost", "errors", "latency", "requests", "tokens", "users"] },
      config: { use_cases: [{ label: "Chat", api_key_ids: ["k1"] }], expected_workspace: "prod" },
    });
    scene.vendor.workspaces = ["prod"];
    await scene.start();
    await scene.advance(30_000);
    const names = new Set(scene.vendor.asked.flatMap(({ url }) => [...url.searchParams.keys()]));
    expect([...names].toSorted()).toEqual([
      "api_key_ids",
      "current_page",
      "page_size",
      "time_of_generation_max",
      "time_of_generation_min",
    ]);
    expect(scene.vendor.asked).toHaveLength(7);
  });

  it("asks with whole seconds, the key in its header and a user agent, and nothing that tells who else is traced", async () => {
    const scene = await PortkeyScene.running({ analytics: onePoll });
    await scene.advance(30_000);
    const [{ url, headers }] = scene.vendor.asked as [(typeof scene.vendor.asked)[number]];
    expect(url.origin + url.pathname).toBe("https://api.portkey.ai/v1/analytics/graphs/requests");
    expect(url.searchParams.get("time_of_generation_min")).toBe("2026-02-03T08:47:00Z");
    expect(url.searchParams.get("time_of_generation_max")).toBe("2026-02-03T09:37:00Z");
    expect(headers).toEqual({ "x-portkey-api-key": "pk-test", "user-agent": "genai-collector" });
  });
});

describe("analytics collect: use cases", () => {
  const use_cases = [
    { label: "Data Gen", api_key_ids: ["k1", "k2"] },
    { label: "chat", api_key_ids: ["k3"] },
  ];
  const options = { analytics: onePoll, config: { use_cases } };

  // Overridden: each pass has a frontier of its own, so the keys differ by pass (W24, W25).
  it("30: two use cases: one loop instance, two passes, every sample labelled, query filtered", async () => {
    const scene = await PortkeyScene.running(options);
    await scene.advance(30_000);
    expect(new Set(scene.vendor.asked.map(({ keys }) => keys))).toEqual(new Set(["k1,k2", "k3"]));
    expect(scene.vendor.asked).toHaveLength(2);
    const labels = scene.points().map((point) => point.labels.api_key_use_case);
    expect(new Set(labels)).toEqual(new Set(["data_gen", "chat"]));
    expect(scene.points()).toHaveLength(40);
    expect(await scene.frontier("data_gen")).toBe(at("09:27"));
    expect(await scene.frontier("chat")).toBe(at("09:27"));
    const loops = portkeyReceiverFactory.traits!(scene.config).loops!;
    expect(loops).toMatchObject([
      { name: "analytics", series: [{ name: "portkey_api_requests", unit: "", labels: ["api_key_use_case"] }] },
    ]);
  });

  // Overridden: a pass that fails holds itself alone (W25).
  it("31: pass 2 fails: its samples are not emitted, those of pass 1 are", async () => {
    const scene = new PortkeyScene(options);
    scene.vendor.instead = ({ keys }) => (keys === "k3" ? { status: 503 } : undefined);
    await scene.start();
    await scene.advance(2 * minute);
    expect(new Set(scene.points().map((point) => point.labels.api_key_use_case))).toEqual(new Set(["data_gen"]));
    expect([await scene.frontier("data_gen"), await scene.frontier("chat")]).toEqual([at("09:29"), at("09:07")]);
    expect(scene.count("poll_failures{kind=retryable,loop=analytics}")).toBeGreaterThan(0);
    scene.vendor.instead = () => undefined;
    await scene.advance(2 * minute);
    const chat = scene.points().filter((point) => point.labels.api_key_use_case === "chat");
    expect(chat.map((point) => point.at)).toEqual(ends("09:08", "09:31"));
  });

  it("a use case that is added later gets its own history", async () => {
    const first = await PortkeyScene.running({ ...options, config: { use_cases: use_cases.slice(1) } });
    await first.advance(30_000);
    const second = new PortkeyScene(options);
    await second.standsAt((await first.frontier("chat"))!, "chat");
    await second.start();
    await second.advance(30_000);
    const added = second.points().filter((point) => point.labels.api_key_use_case === "data_gen");
    expect(added.map((point) => point.at)).toEqual(ends("09:08", "09:27"));
    expect(second.points()).toHaveLength(added.length);
  });
});

describe("analytics collect: what it makes", () => {
  it("gives the same bytes for the same buckets, whoever polls and however often", async () => {
    const bytesOf = async (host: string, fails: number): Promise<readonly string[]> => {
      const scene = new PortkeyScene({ analytics: { graphs: ["tokens", "latency", "requests"] } });
      scene.sink.failWith(new CollectorError("SINK_DOWN", "down", { kind: "retryable" }), fails);
      await scene.start(host);
      await scene.advance(5 * minute);
      return scene.sink.payloads
        .flatMap((payload) => payload.encoded().map(({ bytes }) => Buffer.from(bytes).toString("base64")))
        .slice(0, 42);
    };
    expect(await bytesOf("a", 0)).toEqual(await bytesOf("b", 2));
  });

  it("makes gauges without a unit, stamped at the bucket's end, with the receiver's identity", async () => {
    const scene = await PortkeyScene.running({
      analytics: onePoll,
      config: { identity: { service_name: "pk", deployment_environment: "prod" } },
    });
    await scene.advance(30_000);
    expect(scene.points()[0]).toEqual({
      name: "portkey_api_requests",
      unit: "",
      shape: "gauge",
      labels: {},
      resource: { "service.name": "pk", "deployment.environment.name": "prod" },
      value: scene.vendor.count("requests", at("09:07"), scene.vendor.asked[0]!),
      at: at("09:08"),
    });
  });
});

import { CollectorError } from "@genai-collector/component";
import { jsonAnswer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { at, minute, PortkeyScene, start } from "./portkey-scene.ts";

// What the vendor, the sink and the clock may do to a poll. Numbers in names are those of portkey.md §7.

const endsOf = (scene: PortkeyScene): readonly number[] => scene.points().map((point) => point.at);
/** Every bucket from `first` on once, in order, and at least up to `last`: polls are jittered, so that the end is not known. */
function expectContiguous(scene: PortkeyScene, first: string, last: string): void {
  const delivered = endsOf(scene);
  expect(delivered).toEqual(delivered.map((_, index) => at(first) + index * minute));
  expect(delivered.at(-1)).toBeGreaterThanOrEqual(at(last));
}
/** One poll serves it all: nothing to catch up with. */
const onePoll = { bootstrap_lookback: "30m" };

describe("analytics collect: what the vendor answers", () => {
  const graphs = ["cost", "errors", "requests"];

  it("22: one graph 404: rest emitted, one skip signal naming it, no error", async () => {
    const scene = new PortkeyScene({ analytics: { ...onePoll, graphs } });
    scene.vendor.instead = ({ what }) => (what === "errors" ? { status: 404 } : undefined);
    await scene.start();
    await scene.advance(30_000);
    expect(new Set(scene.points().map(({ name }) => name))).toEqual(
      new Set(["portkey_api_cost_usd", "portkey_api_requests"]),
    );
    expect(scene.count("graph_unavailable{graph=errors}")).toBe(1);
    expect(scene.recorded.status("portkey", "analytics/graphs/errors")).toMatchObject({ state: "permanent_error" });
    expect(scene.count("capability{endpoint=graphs/errors,state=absent}")).toBe(1);
    expect(scene.recorded.status("portkey", "analytics")).toMatchObject({ state: "ok" });
    expect(await scene.frontier()).toBe(at("09:27"));
  });

  it("22: the graph comes back: its part is well again", async () => {
    const scene = new PortkeyScene({ analytics: { ...onePoll, graphs } });
    scene.vendor.instead = ({ what, at: now }) =>
      what === "errors" && now < start + minute ? { status: 404 } : undefined;
    await scene.start();
    await scene.advance(3 * minute);
    expect(scene.recorded.status("portkey", "analytics/graphs/errors")).toMatchObject({ state: "ok" });
    expect(scene.points("errors").length).toBeGreaterThan(0);
  });

  // Overridden: no graph at all means that the endpoint is wrong, which the next tick does not mend: ten minutes.
  it("23: all graphs 404: error, skip signal per graph, no advance", async () => {
    const scene = new PortkeyScene({ analytics: { ...onePoll, graphs } });
    scene.vendor.instead = () => ({ status: 404 });
    await scene.start();
    await scene.advance(9 * minute);
    expect(graphs.map((graph) => scene.count(`graph_unavailable{graph=${graph}}`))).toEqual([1, 1, 1]);
    expect(scene.count("poll_failures{kind=misconfigured,loop=analytics}")).toBe(1);
    expect(scene.recorded.status("portkey", "analytics")).toMatchObject({
      state: "permanent_error",
      error: { code: "PORTKEY_NO_GRAPHS" },
    });
    expect([scene.sink.payloads.length, await scene.frontier()]).toEqual([0, at("09:07")]);
  });

  // Overridden: the next poll is five minutes later, not at the next tick, because a quota does not come back at once (W20).
  it("24: one graph quota flag: quota outcome, nothing emitted, no advance", async () => {
    const scene = new PortkeyScene({ analytics: { ...onePoll, graphs } });
    const flagged = jsonAnswer({ is_quota_exceeded: true, data_points: [] });
    scene.vendor.instead = ({ what, at: now }) => (what === "cost" && now < start + 4 * minute ? flagged : undefined);
    await scene.start();
    await scene.advance(4.5 * minute);
    expect(scene.count("quota_exceeded")).toBe(1);
    expect(scene.count("poll_failures{kind=retryable,loop=analytics}")).toBe(1);
    expect([scene.sink.payloads.length, await scene.frontier()]).toEqual([0, at("09:07")]);
    await scene.advance(minute);
    expect(await scene.frontier()).toBe(at("09:32"));
  });

  // Overridden: the auth signal has no loop and instance of its own: every instrument carries the component's ID, and
  // there is one loop.
  it.each([401, 403])("25: one graph %i: exactly one auth signal and an error", async (status) => {
    const scene = new PortkeyScene({ analytics: { ...onePoll, graphs } });
    scene.vendor.instead = ({ what }) => (what === "errors" ? { status } : undefined);
    await scene.start();
    await scene.advance(30_000);
    expect(scene.count("auth_errors")).toBe(1);
    expect(scene.count("poll_failures{kind=misconfigured,loop=analytics}")).toBe(1);
    expect(scene.recorded.status("portkey", "analytics")).toMatchObject({ state: "permanent_error" });
    expect([scene.sink.payloads.length, await scene.frontier()]).toEqual([0, at("09:07")]);
    expect(scene.count("capability{endpoint=graphs/errors,state=permission}")).toBe(1);
    expect(scene.recorded.values.get("portkey.degraded{loop=analytics}")!.at(-1)).toBe(1);
    expect(scene.recorded.logs.map(({ message }) => message)).toContain("A poll needs attention");
    // Rests for ten minutes, and goes on by itself once the key is well.
    scene.vendor.instead = () => undefined;
    const asked = scene.vendor.asked.length;
    await scene.advance(9 * minute);
    expect(scene.vendor.asked).toHaveLength(asked);
    await scene.advance(2 * minute);
    expect(scene.recorded.status("portkey", "analytics")).toMatchObject({ state: "ok" });
  });

  it("25: every graph refuses the key: as many auth signals, one error", async () => {
    const scene = new PortkeyScene({ analytics: { ...onePoll, graphs } });
    scene.vendor.instead = () => ({ status: 401 });
    await scene.start();
    await scene.advance(30_000);
    expect([scene.count("auth_errors"), scene.count("poll_failures{kind=misconfigured,loop=analytics}")]).toEqual([
      3, 1,
    ]);
  });

  // Overridden: the request is repeated within the poll's deadline first (W20).
  it.each([429, 503])("26: %i: error, no advance, no auth signal", async (status) => {
    const scene = new PortkeyScene({ analytics: { ...onePoll, graphs } });
    scene.vendor.instead = ({ what }) => (what === "requests" ? { status } : undefined);
    await scene.start();
    await scene.advance(55_000);
    expect(scene.count("poll_failures{kind=retryable,loop=analytics}")).toBe(1);
    expect(scene.count("auth_errors")).toBe(0);
    expect([scene.sink.payloads.length, await scene.frontier()]).toEqual([0, at("09:07")]);
    expect(scene.vendor.askedFor("requests").length).toBeGreaterThan(1);
  });

  it("27: body larger than 1 MiB: error", async () => {
    const scene = new PortkeyScene({ analytics: onePoll });
    scene.vendor.instead = () => ({ body: " ".repeat(1_048_577) });
    await scene.start();
    await scene.advance(30_000);
    expect(scene.recorded.status("portkey", "analytics")).toMatchObject({ error: { code: "HTTP_BODY_TOO_LARGE" } });
    expect(await scene.frontier()).toBe(at("09:07"));
    expect(scene.vendor.asked).toHaveLength(1);
  });

  it("35: granularity error: loop degraded, 10-min retry, cleared by next good commit", async () => {
    const scene = new PortkeyScene({ analytics: onePoll });
    const coarse = [at("09:10"), at("09:20"), at("09:30")].map((time) => ({ timestamp: new Date(time), total: 7 }));
    scene.vendor.instead = ({ at: now }) => (now < start + minute ? jsonAnswer({ data_points: coarse }) : undefined);
    await scene.start();
    await scene.advance(9 * minute);
    const degraded = (): number => scene.recorded.values.get("portkey.degraded{loop=analytics}")!.at(-1)!;
    expect([scene.vendor.asked.length, degraded(), await scene.frontier()]).toEqual([1, 1, at("09:07")]);
    expect(scene.count("poll_failures{kind=malformed,loop=analytics}")).toBe(1);
    await scene.advance(2 * minute);
    expect([degraded(), await scene.frontier()]).toEqual([0, at("09:37")]);
    expect(endsOf(scene)[0]).toBe(at("09:08"));
  });
});

describe("analytics collect: what may go wrong around it", () => {
  it("32: failover: instance B 10 min later with the same store: union of buckets contiguous, no value-changed duplicates", async () => {
    const scene = new PortkeyScene();
    const first = await scene.start("a");
    await scene.advance(5 * minute);
    first.runtime.kill();
    await scene.advance(10 * minute);
    await scene.start("b");
    await scene.advance(2 * minute);
    expectContiguous(scene, "08:48", "09:42");
  });

  it("33: downstream 503 for a while: watermark pinned, after recovery no gap", async () => {
    const scene = await PortkeyScene.running();
    await scene.advance(minute);
    scene.sink.failWith(new CollectorError("SINK_DOWN", "HTTP 503", { kind: "retryable" }));
    const pinned = await scene.frontier();
    await scene.advance(30 * minute);
    expect(await scene.frontier()).toBe(pinned);
    scene.sink.recover();
    await scene.advance(2 * minute);
    expectContiguous(scene, "08:48", "09:58");
  });

  it("34: backward clock step: no already-emitted bucket re-emitted", async () => {
    const scene = new PortkeyScene();
    const { runtime } = await scene.start();
    await scene.advance(5 * minute);
    const before = await scene.frontier();
    runtime.skewMs = -7 * minute;
    await scene.advance(5 * minute);
    expect(await scene.frontier()).toBe(before);
    await scene.advance(10 * minute);
    expectContiguous(scene, "08:48", "09:38");
  });
});

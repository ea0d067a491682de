import { describe, expect, it } from "vitest";
import { at, minute, PortkeyScene, start } from "./portkey-scene.ts";

// Revisions are seen by settle, in what the receiver polls; they are counted by bucket and told apart by whether the
// bucket had been delivered, where the spec counts them by series (W10). Numbers in names are those of portkey.md §7.

const onePoll = { bootstrap_lookback: "30m" };

/** From the second poll on, the minute that begins at `time` counts one more of one graph. */
function changeLater(scene: PortkeyScene, time: string, graph = "requests"): void {
  const before = scene.vendor.count;
  scene.vendor.count = (what, minuteStart, asked) =>
    before(what, minuteStart, asked) +
    (what === graph && minuteStart === at(time) && asked.at > start + 30_000 ? 1 : 0);
}

const ages = (scene: PortkeyScene): readonly number[] =>
  scene.recorded.values.get("settle.revision_age{when=after_settle}") ?? [];

describe("revision detection", () => {
  it("36: first sight, or re-seen unchanged plus new buckets: 0 revisions", async () => {
    const scene = await PortkeyScene.running({ analytics: { graphs: ["requests", "latency", "tokens"] } });
    await scene.advance(30 * minute);
    expect([scene.revisions("after_settle"), scene.revisions("before_settle")]).toEqual([0, 0]);
  });

  it("37: one re-seen bucket changed: exactly 1, with its bucket end; third look unchanged: 0", async () => {
    const scene = new PortkeyScene({ analytics: onePoll });
    changeLater(scene, "09:20");
    await scene.start();
    await scene.advance(1.5 * minute);
    expect(scene.revisions("after_settle")).toBe(1);
    const [age] = ages(scene);
    const second = scene.vendor.asked[1]!.at;
    expect(Math.abs(second - age! * 1_000 - at("09:21"))).toBeLessThan(1_000);
    await scene.advance(5 * minute);
    expect(scene.revisions("after_settle")).toBe(1);
  });

  // Overridden: what counts is the bucket, whichever and however many of its series changed (W10).
  it("38: same bucket, only `quantile=p90` changed: 1, p50 not confused", async () => {
    const scene = new PortkeyScene({ analytics: { ...onePoll, graphs: ["latency"] } });
    scene.vendor.points = ({ at: now }) => [
      { timestamp: new Date(at("09:20")), avg: 5, p50: 4, p90: now > start + 30_000 ? 9 : 8, p99: 12 },
    ];
    await scene.start();
    await scene.advance(3 * minute);
    expect(scene.revisions("after_settle")).toBe(1);
    expect(scene.points("latency_seconds").map(({ labels, value }) => [labels.quantile, value])).toEqual(
      expect.arrayContaining([
        ["p50", 0.004],
        ["p90", 0.008],
      ]),
    );
  });

  it("39: entry older than the band: evicted; reappearing with another value: 0", async () => {
    const scene = new PortkeyScene({ analytics: onePoll });
    const band = 20 * minute;
    let shown = 1;
    // The vendor answers with it whatever it was asked for. What is asked for never reaches back to 09:10 again once the frontier is more than the band beyond it.
    scene.vendor.points = () => [{ timestamp: new Date(at("09:10")), total: shown }];
    await scene.start();
    await scene.advance(30_000);
    await scene.advance(band);
    shown = 2;
    expect(await scene.frontier()).toBeGreaterThan(at("09:11") + band);
    await scene.advance(5 * minute);
    expect([scene.revisions("after_settle"), scene.revisions("before_settle")]).toEqual([0, 0]);
  });

  it("40: change seen through two collects: told once with positive age; nothing re-emitted", async () => {
    const scene = new PortkeyScene({ analytics: onePoll });
    changeLater(scene, "09:20");
    await scene.start();
    await scene.advance(3 * minute);
    expect(ages(scene)).toHaveLength(1);
    expect(ages(scene)[0]).toBeGreaterThan(10 * 60);
    const delivered = scene.points().filter((point) => point.at === at("09:21"));
    expect(delivered.map(({ value }) => value)).toEqual([1 + ((at("09:20") / minute) % 97)]);
  });

  it("40: a change before the bucket was delivered is told apart, and the last value is delivered", async () => {
    const scene = new PortkeyScene({ analytics: onePoll });
    changeLater(scene, "09:30");
    await scene.start();
    await scene.advance(6 * minute);
    expect([scene.revisions("after_settle"), scene.revisions("before_settle")]).toEqual([0, 1]);
    const delivered = scene.points().filter((point) => point.at === at("09:31"));
    expect(delivered.map(({ value }) => value)).toEqual([2 + ((at("09:30") / minute) % 97)]);
  });

  it("41: use case A's late arrival: not reported for B", async () => {
    const use_cases = [
      { label: "a", api_key_ids: ["k1"] },
      { label: "b", api_key_ids: ["k2"] },
    ];
    const scene = new PortkeyScene({ analytics: onePoll, config: { use_cases } });
    const before = scene.vendor.count;
    scene.vendor.count = (what, minuteStart, asked) =>
      before(what, minuteStart, asked) + (asked.keys === "k1" && asked.at > start + 30_000 ? 1 : 0);
    await scene.start();
    await scene.advance(1.5 * minute);
    const ofOne = scene.revisions("after_settle");
    expect(ofOne).toBeGreaterThan(0);
    const both = new PortkeyScene({ analytics: onePoll, config: { use_cases } });
    both.vendor.count = (what, minuteStart, asked) =>
      before(what, minuteStart, asked) + (asked.at > start + 30_000 ? 1 : 0);
    await both.start();
    await both.advance(1.5 * minute);
    expect(both.revisions("after_settle")).toBe(2 * ofOne);
  });
});

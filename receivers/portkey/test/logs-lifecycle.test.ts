import { describe, expect, it } from "vitest";
import { at, minute, start } from "./portkey-scene.ts";
import { hour, LogsScene } from "./logs-scene.ts";

describe("an export", () => {
  it("delivers every record of every window once, without content", async () => {
    const scene = await LogsScene.running();
    await scene.advance(3 * hour);
    expect(await scene.frontier()).toBeGreaterThan(start + 3 * hour - 25 * minute);
    await scene.expectTruth(at("08:37:20"));
    scene.expectNoContent();
    expect(scene.simulator.objectRequests.withCredential).toBe(0);
  });
});

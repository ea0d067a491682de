import { describe, expect, it } from "vitest";
import { TimedSuspicion } from "./suspicion.ts";

describe("TimedSuspicion", () => {
  function scene() {
    const time = { ms: 1_000 };
    return { time, suspicion: new TimedSuspicion({ now: () => 0, monotonic: () => time.ms }) };
  }

  it("is not raised before anything was reported", () => {
    expect(scene().suspicion.isRaised).toBe(false);
  });

  it("is raised for five minutes after the last report, not the first", () => {
    const { time, suspicion } = scene();
    suspicion.report();
    expect(suspicion.isRaised).toBe(true);
    time.ms += 299_999;
    expect(suspicion.isRaised).toBe(true);
    suspicion.report();
    time.ms += 299_999;
    expect(suspicion.isRaised).toBe(true);
    time.ms += 1;
    expect(suspicion.isRaised).toBe(false);
  });

  it("can be raised again", () => {
    const { time, suspicion } = scene();
    suspicion.report();
    time.ms += 300_000;
    expect(suspicion.isRaised).toBe(false);
    suspicion.report();
    expect(suspicion.isRaised).toBe(true);
  });
});

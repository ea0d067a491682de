import { isCollectorError } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { InFlight } from "./in-flight.ts";

const errorOf = (run: () => void): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("InFlight", () => {
  it("takes up to the limit of all requests together, and refuses what goes beyond", () => {
    const inFlight = new InFlight(100);
    const [one, other] = [inFlight.enter(), inFlight.enter()];
    one.resize(60);
    other.resize(40);
    const error = errorOf(() => other.resize(41));
    expect([isCollectorError(error), error]).toMatchObject([true, { kind: "refused", retryAfterMs: 1_000 }]);
    expect(inFlight.bytes).toBe(100);
  });

  it("lets one in that is larger, if it is alone", () => {
    const inFlight = new InFlight(100);
    const [one, other] = [inFlight.enter(), inFlight.enter()];
    one.resize(1_000);
    expect(errorOf(() => other.resize(1))).toBeDefined();
    one.leave();
    other.resize(1);
    expect(inFlight.bytes).toBe(1);
  });

  it("takes up what has arrived of a body, and a part of what is to come, not what was announced", () => {
    const inFlight = new InFlight(1_000);
    const [slow, other] = [inFlight.enter(), inFlight.enter()];
    slow.check(1_000);
    expect(inFlight.bytes).toBe(0);
    slow.arrived(10, 1_000);
    expect(inFlight.bytes).toBe(40);
    expect(errorOf(() => other.check(961))).toMatchObject({ code: "OTLP_TOO_MUCH_IN_FLIGHT" });
    other.check(960);
    other.arrived(240, 960);
    expect(inFlight.bytes).toBe(1_000);
    expect(errorOf(() => slow.arrived(11, 1_000))).toMatchObject({ code: "OTLP_TOO_MUCH_IN_FLIGHT" });
    other.leave();
    slow.arrived(900, 1_000);
    expect(inFlight.bytes).toBe(1_000);
  });

  it("shrinking always works", () => {
    const inFlight = new InFlight(100);
    const [one, other] = [inFlight.enter(), inFlight.enter()];
    one.resize(500);
    other.resize(0);
    one.resize(400);
    expect(inFlight.bytes).toBe(400);
  });

  it("gives everything back, once", () => {
    const inFlight = new InFlight(100);
    const [one, other] = [inFlight.enter(), inFlight.enter()];
    one.resize(30);
    other.resize(20);
    one.leave();
    one.leave();
    expect(inFlight.bytes).toBe(20);
  });

  it("takes nothing in for a request that has left", () => {
    const inFlight = new InFlight(100);
    const room = inFlight.enter();
    room.resize(30);
    room.leave();
    expect(errorOf(() => room.resize(40))).toMatchObject({ code: "OTLP_ABORTED", kind: "retryable" });
    expect(inFlight.bytes).toBe(0);
  });
});

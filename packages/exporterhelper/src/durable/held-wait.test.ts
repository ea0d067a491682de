import { CollectorError } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { failure } from "../../test/scripted-sender.ts";
import { HeldWait } from "./held-wait.ts";

const minute = 60_000;

describe("HeldWait", () => {
  it("stays the same for what may pass, and is as long as the sink asked for", () => {
    const wait = new HeldWait(30_000);
    const errors = [failure("DOWN", "retryable"), failure("FULL", "refused"), failure("DOWN", "retryable", 90_000)];
    expect([...errors, errors[0]].map((error) => wait.next(error))).toEqual([30_000, 30_000, 90_000, 30_000]);
  });

  it("grows up to ten minutes for what a human must help, and begins anew when that is over", () => {
    const wait = new HeldWait(minute);
    const errors = [new CollectorError("NO", "", { kind: "misconfigured" }), new TypeError("bug")];
    const waits = Array.from({ length: 6 }, (_, n) => wait.next(errors[n % 2]));
    expect(waits).toEqual([1, 2, 4, 8, 10, 10].map((minutes) => minutes * minute));
    wait.next(failure("DOWN", "retryable"));
    expect(wait.next(errors[0])).toBe(minute);
  });
});

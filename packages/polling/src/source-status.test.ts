import { describe, expect, it } from "vitest";
import { errorOfStatus, kindOfStatus } from "./source-status.ts";

const now = Date.UTC(2026, 0, 1);

describe("kindOfStatus", () => {
  it.each([
    [429, "retryable"],
    [408, "retryable"],
    [425, "retryable"],
    [500, "retryable"],
    [503, "retryable"],
    [504, "retryable"],
    [401, "misconfigured"],
    [403, "misconfigured"],
    [404, "misconfigured"],
    [422, "misconfigured"],
    [501, "misconfigured"],
    [302, "misconfigured"],
  ] as const)("%d is %s", (status, kind) => {
    expect(kindOfStatus(status)).toBe(kind);
  });
});

describe("errorOfStatus", () => {
  it("keeps the status readable, and how long to wait", () => {
    expect(errorOfStatus(429, { "retry-after": "30" }, now)).toMatchObject({
      code: "SOURCE_STATUS",
      kind: "retryable",
      status: 429,
      retryAfterMs: 30_000,
    });
    expect(errorOfStatus(503, {}, now).retryAfterMs).toBeUndefined();
  });

  it("waits an hour at most: one broken header must not silence a loop", () => {
    expect(errorOfStatus(503, { "retry-after": "999999999" }, now).retryAfterMs).toBe(3_600_000);
  });
});

import { describe, expect, it } from "vitest";
import { errorOfStatus, kindOfStatus, parseRetryAfter } from "./source-status.ts";

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

describe("parseRetryAfter", () => {
  it.each([
    ["2", 2_000],
    [" 7 ", 7_000],
    [new Date(now + 90_000).toUTCString(), 90_000],
    ["99999999999", 3_600_000],
    ["0", undefined],
    ["-3", undefined],
    ["soon", undefined],
    [new Date(now - 1_000).toUTCString(), undefined],
    [undefined, undefined],
  ])("%s: %s ms", (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });
});

describe("errorOfStatus", () => {
  it("keeps the status readable and the wait where waiting helps", () => {
    expect(errorOfStatus(429, { "retry-after": "30" }, now)).toMatchObject({
      code: "SOURCE_STATUS",
      kind: "retryable",
      status: 429,
      retryAfterMs: 30_000,
    });
    expect(errorOfStatus(403, { "retry-after": "30" }, now).retryAfterMs).toBeUndefined();
  });
});

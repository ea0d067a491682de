import { describe, expect, it } from "vitest";
import { classifyResponse } from "./classify-response.ts";

const items = 7;
const classify = (status: number, text = "", retryAfterMs?: number) =>
  classifyResponse({ url: "https://h/v1/logs", status, text, retryAfterMs }, items);

describe("rows of the classification (delivery.md §5.1)", () => {
  it.each([
    ["5, 6: 413", 413, "", "EXPORT_TOO_LARGE", "gap", "payload_too_large"],
    ["7", 400, "err-mimir-sample-duplicate-timestamp", "EXPORT_REJECTED_ITEMS", "gap", "duplicate_timestamp"],
    ["7", 400, "Duplicate-Timestamp", "EXPORT_REJECTED_ITEMS", "gap", "duplicate_timestamp"],
    ["7: any other 4xx", 422, "DUPLICATE SAMPLE for timestamp", "EXPORT_REJECTED_ITEMS", "gap", "duplicate_timestamp"],
    ["8", 400, "(err-mimir-sample-out-of-order)", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 400, "err-mimir-sample-timestamp-too-old", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 400, "err-mimir-sample-out-of-bounds", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 409, "out-of-order", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 400, "entry Out Of Order", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 400, "entry for stream too old", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 400, "too-old", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 400, "timestamp too far in past", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 400, "entry too far behind", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 400, "greater than max age 168h", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["8", 400, "reject_old_samples_max_age", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["9", 400, "Failed to parse request", "EXPORT_MALFORMED", "malformed", undefined],
    ["9", 400, "malformed", "EXPORT_MALFORMED", "malformed", undefined],
    ["9", 400, "proto: cannot parse invalid wire-format data", "EXPORT_MALFORMED", "malformed", undefined],
    ["9", 415, "invalid request body", "EXPORT_MALFORMED", "malformed", undefined],
    ["9", 400, "bad request body", "EXPORT_MALFORMED", "malformed", undefined],
    ["10: unknown", 400, "err-mimir-max-series-per-user", "EXPORT_REFUSED", "misconfigured", undefined],
    ["10", 422, "no", "EXPORT_MISCONFIGURED", "misconfigured", undefined],
    ["10", 405, "", "EXPORT_MISCONFIGURED", "misconfigured", undefined],
    ["10: credentials are a class of their own", 401, "", "EXPORT_UNAUTHORIZED", "misconfigured", undefined],
    ["10", 403, "", "EXPORT_UNAUTHORIZED", "misconfigured", undefined],
    ["10: whatever the text says", 403, "too old", "EXPORT_UNAUTHORIZED", "misconfigured", undefined],
    ["10", 404, "your browser is too old", "EXPORT_MISCONFIGURED", "misconfigured", undefined],
    ["11", 429, "", "EXPORT_UNAVAILABLE", "retryable", undefined],
    ["11: whatever the text says", 429, "duplicate sample", "EXPORT_UNAVAILABLE", "retryable", undefined],
    ["11", 502, "", "EXPORT_UNAVAILABLE", "retryable", undefined],
    ["11", 503, "", "EXPORT_UNAVAILABLE", "retryable", undefined],
    ["11", 504, "", "EXPORT_UNAVAILABLE", "retryable", undefined],
    ["11: a proxy's timeout (§15.2 no. 10)", 408, "", "EXPORT_UNAVAILABLE", "retryable", undefined],
    ["11: too early (§15.2 no. 10)", 425, "", "EXPORT_UNAVAILABLE", "retryable", undefined],
    ["12", 500, "", "EXPORT_FAILED", "retryable", undefined],
    ["12", 599, "", "EXPORT_FAILED", "retryable", undefined],
    ["12", 199, "", "EXPORT_FAILED", "retryable", undefined],
    ["12: not implemented is for a human", 501, "", "EXPORT_MISCONFIGURED", "misconfigured", undefined],
    ["12: redirects are for a human", 300, "", "EXPORT_REDIRECTED", "misconfigured", undefined],
    ["12", 307, "", "EXPORT_REDIRECTED", "misconfigured", undefined],
  ])("%s: %i %j is %s, %s", (_row, status, text, code, kind, reason) => {
    const error = classify(status, text);
    expect([error.code, error.kind]).toEqual([code, kind]);
    expect(error.rejected).toEqual(reason === undefined ? [] : [{ items, reason }]);
  });

  it("keeps the sink's delay for what may work later, and for nothing else", () => {
    for (const status of [429, 503, 408, 500]) expect(classify(status, "", 2_000).retryAfterMs).toBe(2_000);
    for (const status of [400, 401, 413, 501]) expect(classify(status, "", 2_000).retryAfterMs).toBeUndefined();
  });

  it("says the URL, the status and the beginning of the text", () => {
    expect(classify(400, "  no\n  such\ttenant ").message).toBe("https://h/v1/logs answered 400: no such tenant");
    expect(classify(502).message).toBe("https://h/v1/logs answered 502");
    expect(classify(400, "x".repeat(1_000)).message).toBe(`https://h/v1/logs answered 400: ${"x".repeat(256)}`);
  });
});

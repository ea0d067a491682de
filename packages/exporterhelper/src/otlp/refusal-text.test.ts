import { describe, expect, it } from "vitest";
import { classifyRefusal, quote, saysMalformed } from "./refusal-text.ts";

const classify = (text: string, otherwise?: string) =>
  classifyRefusal({ text, items: 7, message: (quoted) => `no: ${quoted}`, otherwise });

describe("classifyRefusal", () => {
  it.each([
    ["err-mimir-sample-duplicate-timestamp", "duplicate_timestamp"],
    ["Duplicate-Timestamp", "duplicate_timestamp"],
    ["DUPLICATE SAMPLE for timestamp", "duplicate_timestamp"],
    ["(err-mimir-sample-out-of-order)", "too_old"],
    ["err-mimir-sample-timestamp-too-old", "too_old"],
    ["err-mimir-sample-out-of-bounds", "too_old"],
    ["out-of-order", "too_old"],
    ["entry Out Of Order", "too_old"],
    ["entry for stream too old", "too_old"],
    ["too-old", "too_old"],
    ["timestamp too far in past", "too_old"],
    ["entry too far behind", "too_old"],
    ["greater than max age 168h", "too_old"],
    ["reject_old_samples_max_age", "too_old"],
  ])("%j: the sink will never take the items, reason %s", (text, reason) => {
    const error = classify(text);
    expect([error.code, error.kind]).toEqual(["EXPORT_REJECTED_ITEMS", "gap"]);
    expect(error.rejected).toEqual([{ items: 7, reason }]);
  });

  it.each([
    "Failed to parse request",
    "malformed",
    "proto: cannot parse",
    "grpc: error unmarshalling request: unexpected EOF",
    "grpc: failed to unmarshal the received message",
    "unexpected EOF",
    "invalid request body",
    "bad request body",
  ])("%j: the sink cannot read the request", (text) => {
    expect(saysMalformed(text)).toBe(true);
    expect(classify(text)).toMatchObject({ code: "EXPORT_MALFORMED", kind: "malformed", rejected: [] });
  });

  it("anything else is for a human, under the code that the caller has for it", () => {
    expect(classify("err-mimir-max-series-per-user")).toMatchObject({ code: "EXPORT_REFUSED", kind: "misconfigured" });
    expect(classify("no", "EXPORT_MISCONFIGURED")).toMatchObject({ code: "EXPORT_MISCONFIGURED", rejected: [] });
    expect(saysMalformed("quota")).toBe(false);
  });

  it("quotes what the sink says", () => {
    expect(classify("  no\n  such\ttenant ").message).toBe("no: no such tenant");
  });
});

describe("quote", () => {
  it("leaves out what could steer a terminal or begin another line, and what is too long", () => {
    expect(quote("a\u001B[31mred\u0000\r\nb\u202Ec\u2028d")).toBe("a [31mred b c d");
    expect(quote("x".repeat(1_000))).toBe("x".repeat(256));
  });
});

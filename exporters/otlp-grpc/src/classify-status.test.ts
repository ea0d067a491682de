import { describe, expect, it } from "vitest";
import { classifyStatus } from "./classify-status.ts";
import { statusName, statusNames, type StatusName } from "./status-codes.ts";

const items = 7;
const classify = (name: StatusName, text = "", retryAfterMs?: number) =>
  classifyStatus({ code: statusNames.indexOf(name), text, retryAfterMs }, items);

describe("rows of the classification (collector-core §7.4, delivery.md §5.1)", () => {
  const rows: [StatusName, string, string, string, string?][] = [
    ["CANCELLED", "", "EXPORT_UNAVAILABLE", "retryable"],
    ["ABORTED", "", "EXPORT_UNAVAILABLE", "retryable"],
    ["OUT_OF_RANGE", "", "EXPORT_UNAVAILABLE", "retryable"],
    ["UNAVAILABLE", "No connection established", "EXPORT_UNAVAILABLE", "retryable"],
    ["UNAVAILABLE", "too old", "EXPORT_UNAVAILABLE", "retryable"],
    ["DATA_LOSS", "", "EXPORT_UNAVAILABLE", "retryable"],
    ["DEADLINE_EXCEEDED", "", "EXPORT_TIMEOUT", "retryable"],
    ["RESOURCE_EXHAUSTED", "quota", "EXPORT_EXHAUSTED", "misconfigured"],
    [
      "RESOURCE_EXHAUSTED",
      "grpc: received message larger than max (5 vs. 4)",
      "EXPORT_TOO_LARGE",
      "gap",
      "payload_too_large",
    ],
    ["RESOURCE_EXHAUSTED", "Received message larger than max (5 vs 4)", "EXPORT_TOO_LARGE", "gap", "payload_too_large"],
    [
      "RESOURCE_EXHAUSTED",
      "grpc: received message after decompression larger than max 4",
      "EXPORT_TOO_LARGE",
      "gap",
      "payload_too_large",
    ],
    [
      "RESOURCE_EXHAUSTED",
      "gRPC message exceeds maximum size 4194304: 5000000",
      "EXPORT_TOO_LARGE",
      "gap",
      "payload_too_large",
    ],
    [
      "OUT_OF_RANGE",
      "Error, decoded message length too large: found 5 bytes, the limit is: 4 bytes",
      "EXPORT_TOO_LARGE",
      "gap",
      "payload_too_large",
    ],
    ["INVALID_ARGUMENT", "duplicate sample", "EXPORT_REJECTED_ITEMS", "gap", "duplicate_timestamp"],
    ["INVALID_ARGUMENT", "entry too far behind", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["INVALID_ARGUMENT", "failed to parse", "EXPORT_MALFORMED", "malformed"],
    ["INVALID_ARGUMENT", "no such tenant", "EXPORT_REFUSED", "misconfigured"],
    ["FAILED_PRECONDITION", "out of order", "EXPORT_REJECTED_ITEMS", "gap", "too_old"],
    ["FAILED_PRECONDITION", "", "EXPORT_MISCONFIGURED", "misconfigured"],
    ["ALREADY_EXISTS", "", "EXPORT_MISCONFIGURED", "misconfigured"],
    ["UNAUTHENTICATED", "", "EXPORT_UNAUTHORIZED", "misconfigured"],
    ["PERMISSION_DENIED", "too old", "EXPORT_UNAUTHORIZED", "misconfigured"],
    ["NOT_FOUND", "", "EXPORT_MISCONFIGURED", "misconfigured"],
    [
      "UNIMPLEMENTED",
      'grpc: Decompressor is not installed for grpc-encoding "zstd"',
      "EXPORT_MISCONFIGURED",
      "misconfigured",
    ],
    ["INTERNAL", "grpc: error unmarshalling request: unexpected EOF", "EXPORT_MALFORMED", "malformed"],
    ["INTERNAL", "proto: cannot parse invalid wire-format data", "EXPORT_MALFORMED", "malformed"],
    ["INTERNAL", "panic", "EXPORT_FAILED", "retryable"],
    ["UNKNOWN", "too old", "EXPORT_FAILED", "retryable"],
  ];
  it.each(rows)("%s %j is %s, %s", (name, text, code, kind, reason) => {
    const error = classify(name, text);
    expect([error.code, error.kind]).toEqual([code, kind]);
    expect(error.rejected).toEqual(reason === undefined ? [] : [{ items, reason }]);
  });

  it("has a row for every status but OK", () => {
    expect(new Set(rows.map(([name]) => name))).toEqual(new Set(statusNames.slice(1)));
  });

  it("75: RESOURCE_EXHAUSTED is repeated with RetryInfo alone, also when it asks for no delay", () => {
    expect(classify("RESOURCE_EXHAUSTED", "", 2_000)).toMatchObject({ kind: "retryable", retryAfterMs: 2_000 });
    expect(classify("RESOURCE_EXHAUSTED", "", 0)).toMatchObject({ code: "EXPORT_UNAVAILABLE", retryAfterMs: 0 });
  });

  it("keeps the sink's delay for what may work later, and for nothing else", () => {
    for (const name of ["UNAVAILABLE", "ABORTED", "DEADLINE_EXCEEDED", "INTERNAL"] as const)
      expect(classify(name, "", 2_000).retryAfterMs).toBe(2_000);
    for (const name of ["INVALID_ARGUMENT", "UNAUTHENTICATED", "UNIMPLEMENTED"] as const)
      expect(classify(name, "", 2_000).retryAfterMs).toBeUndefined();
  });

  it("says the status and the beginning of the text", () => {
    expect(classify("UNIMPLEMENTED", "  no\n  such\tservice ").message).toBe(
      "the call ended with UNIMPLEMENTED: no such service",
    );
    expect(classify("INVALID_ARGUMENT").message).toBe("the call ended with INVALID_ARGUMENT");
    expect(classify("INTERNAL", "x".repeat(1_000)).message).toHaveLength("the call ended with INTERNAL: ".length + 256);
  });
});

describe("statusName", () => {
  it("takes codes that nobody knows as UNKNOWN", () => {
    expect([0, 2, 16, 17, -1, 1.5].map(statusName)).toEqual([
      "OK",
      "UNKNOWN",
      "UNAUTHENTICATED",
      "UNKNOWN",
      "UNKNOWN",
      "UNKNOWN",
    ]);
  });
});

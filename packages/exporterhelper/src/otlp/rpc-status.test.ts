import * as fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { tryReadRpcStatus } from "./rpc-status.ts";

const { root } = protobuf.parse(`syntax = "proto3"; package t;
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message RetryInfo { Duration retry_delay = 1; }`);
const Status = root.lookupType("t.Status");
const RetryInfo = root.lookupType("t.RetryInfo");

const retryInfo = (retryDelay?: { seconds?: number; nanos?: number }) => ({
  typeUrl: "type.googleapis.com/google.rpc.RetryInfo",
  value: RetryInfo.encode(retryDelay === undefined ? {} : { retryDelay }).finish(),
});
const other = { typeUrl: "type.googleapis.com/google.rpc.ErrorInfo", value: new Uint8Array([255]) };
const status = (...details: object[]) => Status.encode({ code: 8, message: "slow down", details }).finish();

describe("tryReadRpcStatus", () => {
  it.each([
    ["no details", status(), undefined],
    ["a detail of another kind, whatever is in it", status(other), undefined],
    ["whole seconds", status(retryInfo({ seconds: 2 })), 2_000],
    ["nanoseconds, rounded up", status(retryInfo({ nanos: 1 })), 1],
    ["both", status(other, retryInfo({ seconds: 1, nanos: 500_000_000 })), 1_500],
    ["a RetryInfo without a delay", status(retryInfo()), 0],
    ["a negative delay", status(retryInfo({ seconds: -5 })), 0],
    ["more than there is", status(retryInfo({ seconds: 4_294_967_296 })), 4_294_967_296_000],
  ])("%s", (_what, bytes, retryAfterMs) => {
    expect(tryReadRpcStatus(bytes)).toEqual({ message: "slow down", retryAfterMs });
  });

  it("an empty status says nothing", () => {
    expect(tryReadRpcStatus(new Uint8Array())).toEqual({ message: "", retryAfterMs: undefined });
  });

  it("what is no status gives undefined, and nothing throws", () => {
    expect(tryReadRpcStatus(new TextEncoder().encode("plain text"))).toBeUndefined();
    expect(tryReadRpcStatus(status(retryInfo({ seconds: 2 })).subarray(0, 20))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void tryReadRpcStatus(bytes)));
  });
});

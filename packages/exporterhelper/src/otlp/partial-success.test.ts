import type { Signal } from "@genai-collector/component";
import * as fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { parsePartialSuccess } from "./partial-success.ts";

const { root } = protobuf.parse(`syntax = "proto3"; package t;
  message Partial { int64 rejected = 1; string error_message = 2; }
  message Response { Partial partial_success = 1; }`);
const Response = root.lookupType("t.Response");
const protobufType = "application/x-protobuf";
const encode = (rejected: number, errorMessage: string): Uint8Array =>
  Response.encode({ partialSuccess: { rejected, errorMessage } }).finish();
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const none = { rejected: 0, message: "" };

describe("protobuf", () => {
  it("reads what another implementation writes", () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: "grapheme" }), (rejected, message) => {
        expect(parsePartialSuccess("logs", protobufType, encode(rejected, message))).toEqual({ rejected, message });
      }),
    );
  });

  it("reads counts of more than 32 bits, and takes negative ones as none", () => {
    const large = 2 ** 40 + 5;
    expect(parsePartialSuccess("traces", protobufType, encode(large, ""))).toEqual({ rejected: large, message: "" });
    expect(parsePartialSuccess("traces", protobufType, encode(-3, "x"))).toEqual({ rejected: 0, message: "x" });
  });

  it("joins a message that comes in parts", () => {
    const parts = Buffer.concat([encode(3, ""), Response.encode({ partialSuccess: { errorMessage: "x" } }).finish()]);
    expect(parsePartialSuccess("metrics", protobufType, parts)).toEqual({ rejected: 3, message: "x" });
  });

  it("truncated partial-success body: no phantom reject", () => {
    const body = encode(300, "some of them were too old");
    for (let length = 1; length < body.length; length++)
      expect(parsePartialSuccess("logs", protobufType, body.subarray(0, length))).toBeUndefined();
  });

  it("never throws, and never rejects by chance what reads as text", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const read = parsePartialSuccess("logs", "text/plain", new TextEncoder().encode(text));
        const isControl = text.includes("\b"); // the tag of the count
        expect(isControl || read === undefined || read.rejected === 0).toBe(true);
      }),
    );
  });
});

describe("JSON", () => {
  const rejectedBy: readonly (readonly [Signal, string])[] = [
    ["traces", "rejectedSpans"],
    ["metrics", "rejectedDataPoints"],
    ["logs", "rejectedLogRecords"],
  ];
  it.each(rejectedBy)(
    "%s: counts by %s, as a number or as a string (OTLP/JSON writes int64 as strings)",
    (signal, field) => {
      for (const count of [3, "3"]) {
        const body = json({ partialSuccess: { [field]: count, errorMessage: "too old" } });
        expect(parsePartialSuccess(signal, "application/json", body)).toEqual({ rejected: 3, message: "too old" });
      }
    },
  );

  it.each([
    [{}, none],
    [{ partialSuccess: null }, none],
    [{ partialSuccess: {} }, none],
    [{ partialSuccess: { rejectedSpans: "many", errorMessage: 5 } }, none],
    [{ partialSuccess: { rejectedSpans: -1 } }, none],
    [{ partialSuccess: { rejectedSpans: 1.5 } }, none],
    [{ partialSuccess: { rejectedLogRecords: 5 } }, none],
    [{ partialSuccess: "no" }, undefined],
    [[], undefined],
    [null, undefined],
    ["accepted", undefined],
  ])("%j means %j", (answer, expected) => {
    expect(parsePartialSuccess("traces", "application/json", json(answer))).toEqual(expected);
  });
});

describe("nothing", () => {
  it("is a whole success, whatever its type", () => {
    for (const type of ["", protobufType, "application/json", "text/html"])
      expect(parsePartialSuccess("logs", type, new Uint8Array())).toEqual(none);
  });
});

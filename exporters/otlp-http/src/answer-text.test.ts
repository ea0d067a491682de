import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { answerText } from "./answer-text.ts";

const { root } = protobuf.parse(`syntax = "proto3"; package t;
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }`);
const Status = root.lookupType("t.Status");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("answerText", () => {
  const status = { code: 3, message: "duplicate sample", details: [{ typeUrl: "x", value: bytes("secret") }] };
  it.each([
    ["application/x-protobuf", Status.encode(status).finish(), "duplicate sample"],
    ["application/x-protobuf", bytes("plain text"), "plain text"],
    ["application/x-protobuf", Status.encode({ code: 3 }).finish(), "\b\u0003"],
    ["application/json", bytes(JSON.stringify(status)), "duplicate sample"],
    ["Application/JSON; charset=utf-8", bytes('{"message":"x"}'), "x"],
    ["application/json", bytes('{"error":"too old"}'), '{"error":"too old"}'],
    ["application/json", bytes('{"message":5}'), '{"message":5}'],
    ["application/json", bytes("null"), "null"],
    ["application/json", bytes("{"), "{"],
    ["text/plain", bytes("too old"), "too old"],
    ["", bytes("too old"), "too old"],
    ["", new Uint8Array(), ""],
    ["text/html; charset=utf-8", bytes("<p>your browser is too old"), ""],
  ])("of %s is its message, or what is there: %#", (type, body, text) => {
    expect(answerText(type, body)).toBe(text);
  });
});

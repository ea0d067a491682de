import { expect, it } from "vitest";
import { grpcContentType, percentEncode } from "./grpc-fields.ts";

it.each([
  ["application/grpc", "application/grpc"],
  ["application/grpc+proto", "application/grpc+proto"],
  ["application/grpc+json", "application/grpc+json"],
  ["application/grpc;proto", "application/grpc+proto"],
  ["application/grpc+", "application/grpc"],
  ["application/grpcx", undefined],
  ["application/json", undefined],
  [undefined, undefined],
])("a request of type %s is answered in %s", (asked, answered) => {
  expect(grpcContentType(asked)).toBe(answered);
});

it.each([
  ["plain ~ text", "plain ~ text"],
  ["100 %", "100 %25"],
  ["später", "sp%C3%A4ter"],
  ["a\nb", "a%0Ab"],
  ["", ""],
])("%j is written as %s", (text, written) => {
  expect(percentEncode(text)).toBe(written);
  expect(decodeURIComponent(written)).toBe(text);
});

import { expect, it } from "vitest";
import { bodyFormat } from "./body-format.ts";

it.each([
  ["application/x-protobuf", "protobuf"],
  ["APPLICATION/X-PROTOBUF;version=1", "protobuf"],
  ["application/json; charset=utf-8", "json"],
  [" application/json ", "json"],
  ["application/protobuf", undefined],
  ["application/json+otlp", undefined],
  ["text/plain", undefined],
  ["", undefined],
  [undefined, undefined],
])("%j is %s", (contentType, format) => {
  expect(bodyFormat(contentType)).toBe(format);
});

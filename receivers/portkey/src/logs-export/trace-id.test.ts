import { expect, it } from "vitest";
import { tryParseTraceId } from "./trace-id.ts";

const bytes = Uint8Array.from({ length: 16 }, (_, index) => index * 16 + 15 - index);
const hex = Buffer.from(bytes).toString("hex");
const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");

it.each([uuid, uuid.toUpperCase(), hex, `-${hex}-`])("%s is 16 bytes", (text) => {
  expect(tryParseTraceId(text)).toEqual(bytes);
});

it.each([
  ["zeros", "0".repeat(32)],
  ["a digit less", hex.slice(1)],
  ["a digit more", `${hex}0`],
  ["another sign", `g${hex.slice(1)}`],
  ["a caller's label", "checkout-flow-12"],
  ["nothing", ""],
])("%s is none", (_, text) => {
  expect(tryParseTraceId(text)).toBeUndefined();
});

it("what was read before leaves nothing behind", () => {
  tryParseTraceId("f".repeat(31));
  expect(tryParseTraceId(uuid)).toEqual(bytes);
});

import { Secret } from "@genai-collector/config/schema";
import { expect, it } from "vitest";
import { safeLogData } from "./log-data.ts";

it.each([
  [
    "errors by their allowed fields",
    { err: new Error("x", { cause: "y" }) },
    { err: expect.objectContaining({ message: "x" }) },
  ],
  ["text without what URLs carry", { url: "https://u:p@h/a?b=c" }, { url: "https://h/a" }],
  [
    "no headers",
    { headers: { authorization: "s" }, requestHeaders: ["s"] },
    { headers: "[REDACTED]", requestHeaders: "[REDACTED]" },
  ],
  [
    "no credentials",
    { apiKey: "s", api_key: "s", password: "s", token: "s" },
    { apiKey: "[REDACTED]", api_key: "[REDACTED]", password: "[REDACTED]", token: "[REDACTED]" },
  ],
  ["counts of tokens", { token: 5, tokens: 7 }, { token: 5, tokens: 7 }],
  ["secrets as they print", { value: new Secret("s") }, { value: "[REDACTED]" }],
  ["integers that JSON cannot hold, as text", { n: 12345678901234567890n }, { n: "12345678901234567890" }],
  ["bytes by their number", { body: new Uint8Array(7) }, { body: "7 bytes" }],
  ["collections by their size", { map: new Map([[1, 2]]), set: new Set() }, { map: "1 entries", set: "0 entries" }],
  ["nothing that is not data", { f: () => 1, s: Symbol("x"), n: null, u: undefined }, { n: null }],
  ["lists and objects", { a: [1, { b: "https://u@h/" }] }, { a: [1, { b: "https://h/" }] }],
  ["objects to a depth", { a: { b: { c: { d: { e: { f: 1 } } } } } }, { a: { b: { c: { d: { e: "…" } } } } }],
])("shows %s", (_, data, expected) => {
  expect(safeLogData(data)).toEqual(expected);
});

it("ends with rings, and bounds lists", () => {
  const ring: Record<string, unknown> = {};
  ring.self = ring;
  expect(JSON.stringify(safeLogData({ ring, list: Array.from({ length: 5_000 }, () => 1) })).length).toBeLessThan(
    1_000,
  );
});

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { encodeJson, parseJsonRequest } from "../src/json/json.ts";
import { parseRequest } from "../src/parse-request.ts";
import type { Payload } from "../src/payload.ts";
import { concat } from "./concat.ts";
import { goldenPayloads } from "./golden-payloads.ts";
import { normalised, oracleDecode } from "./oracle.ts";

const folder = new URL("../testdata/golden/", import.meta.url);

function bytesOf(payload: Payload): Uint8Array {
  return concat(payload.encoded().map(({ bytes }) => bytes));
}

function prettyJson(payload: Payload): string {
  return `${JSON.stringify(JSON.parse(new TextDecoder().decode(encodeJson(payload))), null, 2)}\n`;
}

if (process.env["UPDATE_GOLDENS"] === "1") {
  mkdirSync(folder, { recursive: true });
  for (const [name, create] of Object.entries(goldenPayloads)) {
    writeFileSync(new URL(`${name}.binpb`, folder), bytesOf(create()));
    writeFileSync(new URL(`${name}.json`, folder), prettyJson(create()));
  }
}

describe.each(Object.keys(goldenPayloads))("golden %s", (name) => {
  const golden = new Uint8Array(readFileSync(new URL(`${name}.binpb`, folder)));
  const json = readFileSync(new URL(`${name}.json`, folder), "utf8");
  const payload = goldenPayloads[name]!();
  const { signal } = payload;

  it("is what we encode, on any machine and release", () => {
    expect(bytesOf(payload)).toEqual(golden);
  });

  it("is what we encode again after decoding it", () => {
    const read = parseRequest(signal, golden, { validate: "full" });
    read.takeDecoded();
    expect(bytesOf(read)).toEqual(golden);
  });

  it("means to an independent reader what it means to us", () => {
    expect(normalised(signal, oracleDecode(signal, golden))).toEqual(normalised(signal, payload.decoded()));
  });

  it("has one form in JSON, and comes back from it", () => {
    expect(prettyJson(payload)).toBe(json);
    expect(bytesOf(parseJsonRequest(signal, new TextEncoder().encode(json)))).toEqual(golden);
  });
});

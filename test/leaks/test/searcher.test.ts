import { describe, expect, it } from "vitest";
import { plantedTexts } from "../src/planted-texts.ts";
import { Searcher } from "../src/searcher.ts";

const searcher = new Searcher(plantedTexts.map(({ text }) => text));
const noise = 'otelcol_receiver_lag{loop="runs"} 12 ';

/** Indices of texts that are found in `found`, somewhere inside of other bytes. */
function foundIn(found: string | Uint8Array, shift = 0): readonly number[] {
  const middle = typeof found === "string" ? Buffer.from(found) : found;
  const all = Buffer.concat([Buffer.from(noise + "x".repeat(shift)), middle, Buffer.from(noise)]);
  return searcher.search(all).map(({ text }) => text);
}

const escapedUnits = (text: string): string =>
  text
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

const encodings: Readonly<Record<string, (text: string) => string | Uint8Array>> = {
  plain: (text) => text,
  "lower case": (text) => text.toLowerCase(),
  "upper case": (text) => text.toUpperCase(),
  "percent-encoded": (text) => encodeURIComponent(text),
  "percent-encoded in lower case": (text) =>
    encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (it) => it.toLowerCase()),
  "a form": (text) => new URLSearchParams({ q: text }).toString(),
  "every byte percent-encoded": (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  "percent-encoded twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  "JSON-escaped": (text) => JSON.stringify(text),
  "JSON-escaped twice": (text) => JSON.stringify(JSON.stringify(text)),
  "JSON in JSON in JSON": (text) => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify([text]) }) }),
  "every character as \\u": escapedUnits,
  "JSON-escaped in a URL": (text) => encodeURIComponent(JSON.stringify({ text })),
  "HTML-escaped": (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
  base64: (text) => Buffer.from(text).toString("base64"),
  "base64 at the second place": (text) => Buffer.from(`x${text}`).toString("base64"),
  "base64 at the third place": (text) => Buffer.from(`xy${text}`).toString("base64"),
  "base64 for URLs": (text) => Buffer.from(`y${text}z`).toString("base64url"),
  "base64 in JSON in a URL": (text) => encodeURIComponent(JSON.stringify(Buffer.from(text).toString("base64"))),
  hex: (text) => Buffer.from(text).toString("hex"),
  "hex in upper case": (text) => Buffer.from(text).toString("hex").toUpperCase(),
  "UTF-16, low byte first": (text) => Buffer.from(text, "utf16le"),
  "UTF-16, high byte first": (text) => Buffer.from(text, "utf16le").swap16(),
};

describe("a search finds each of 500 texts", () => {
  it.each(Object.entries(encodings))("as %s", (_name, encode) => {
    const missed = plantedTexts.filter(({ text, index }) => !foundIn(encode(text), index % 5).includes(index));
    expect(missed).toEqual([]);
  });

  it("by any piece of twelve characters, wherever it stands", () => {
    const missed: string[] = [];
    for (const { index, text } of plantedTexts.filter(({ index }) => index % 7 === 0)) {
      const characters = Array.from(text);
      for (let at = 0; at + 12 <= characters.length; at += 1 + (at % 3)) {
        const piece = characters.slice(at, at + 12).join("");
        if (!foundIn(piece, at % 5).includes(index)) missed.push(piece);
      }
    }
    expect(missed).toEqual([]);
  });

  it.each([
    ["base64", (piece: Buffer) => piece.toString("base64").replace(/=+$/, "")],
    ["hex", (piece: Buffer) => piece.toString("hex")],
    ["UTF-16", (piece: Buffer) => Buffer.from(piece.toString("latin1"), "utf16le").toString("latin1")],
  ])("by any piece of twelve characters, in %s", (_name, encode) => {
    const latin = plantedTexts.filter(({ text, index }) => index % 5 === 0 && /^[\x20-\x7e]+$/.test(text));
    expect(latin.length).toBeGreaterThan(50);
    for (const { index, text } of latin) {
      for (let at = 0; at + 12 <= text.length; at += 11)
        expect(foundIn(encode(Buffer.from(text.slice(at, at + 12))), at % 5), text).toContain(index);
    }
  });

  it("in the parts between what was cut away", () => {
    const { text, index } = plantedTexts[3]!;
    expect(foundIn(text.slice(5, 20))).toContain(index);
    expect(foundIn(text.slice(-13))).toContain(index);
  });
});

describe("a search finds nothing", () => {
  it("of pieces of eleven characters", () => {
    const found = plantedTexts
      .filter(({ text }) => /^[\x20-\x7e]+$/.test(text))
      .filter(({ text, index }) => foundIn(`\u0001${text.slice(0, 11)}\u0001`).includes(index));
    expect(found).toEqual([]);
  });

  it("in random bytes, digits, base64 and hex", () => {
    const random = Buffer.alloc(1 << 20);
    let state = 1;
    for (let i = 0; i < random.length; i++) random[i] = (state = Math.imul(state, 1_664_525) + 1_013_904_223) >>> 24;
    for (const text of [random, random.toString("hex"), random.toString("base64"), random.join("")])
      expect(searcher.search(Buffer.from(text))).toEqual([]);
  });
});

describe("the texts", () => {
  it("are 500, all distinct, each with a piece of twelve characters", () => {
    expect(new Set(plantedTexts.map(({ text }) => text)).size).toBe(500);
    for (const { text } of plantedTexts) expect(Array.from(text).length, text).toBeGreaterThanOrEqual(12);
  });

  it("are of 26 kinds, at least 19 of each", () => {
    const kinds = Map.groupBy(plantedTexts, ({ kind }) => kind);
    expect(kinds.size).toBe(26);
    for (const [kind, texts] of kinds) expect(texts.length, kind).toBeGreaterThanOrEqual(19);
  });
});

it("a search reads telemetry at ten megabytes a second at the least", () => {
  const line = Buffer.from(
    `${noise}{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"cost_usd"}]}]}]}]}\n`,
  );
  const megabyte = Buffer.alloc(1 << 20, line);
  const before = process.cpuUsage();
  for (let i = 0; i < 20; i++) expect(searcher.search(megabyte)).toEqual([]);
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
});

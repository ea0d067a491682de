import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AnswerError,
  boolean,
  documentReader,
  enumeration,
  FieldCounts,
  fields,
  identifier,
  integer,
  lineReader,
  number,
  readAnswer,
  records,
  type Declarations,
  type Field,
  type RecordReader,
} from "./index.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Few keys, so that declared and random paths meet; some need escapes, or have several bytes a sign. */
const keys = ["a", "b", "id", "ü", "a b", "ab.c", "😀"];
const makers: readonly ((path: string) => Field<unknown>)[] = [
  (path) => identifier(path),
  (path) => integer(path),
  (path) => number(path),
  (path) => boolean(path),
  (path) => enumeration(path, { values: ["a", "ü", "x y", '"\\'] }),
];

const scalar = fc.oneof(
  fc.constantFrom<Json>(null, true, false, "a", "ü", '"\\', "x y", "", 0, 1, -1.5),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, depthSize: "medium" },
    scalar,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string({ maxLength: 5 })), tie("json"), { maxKeys: 7 }),
  ),
}));
const object = fc.dictionary(fc.constantFrom(...keys), json, { maxKeys: 7 });

const step = fc.tuple(
  fc.constantFrom(...keys),
  fc.integer({ min: 0, max: 5 }).map((n) => Math.max(0, n - 3)),
);
const path = fc
  .array(step, { minLength: 1, maxLength: 3 })
  .map((steps) => steps.map(([key, arrays]) => key.replaceAll(".", "\\.") + "[]".repeat(arrays)).join("."));
const declarations = fc
  .array(fc.tuple(path, fc.constantFrom(...makers)), { minLength: 1, maxLength: 6 })
  .map(withoutContradictions);

/** Leaves out each path that `fields` would refuse beside the ones before it. */
function withoutContradictions(all: readonly (readonly [string, (path: string) => Field<unknown>])[]): Declarations {
  let declared: Declarations = {};
  for (const [index, [place, make]] of all.entries()) {
    const more = { ...declared, [`f${index}`]: make(place) };
    try {
      fields(more);
      declared = more;
    } catch {
      // Contradicts one before it.
    }
  }
  return declared;
}

/** The same by other means: `JSON.parse`, then picking. */
function pick(record: Json, declared: Declarations): unknown {
  return Object.fromEntries(
    Object.entries(declared).map(([name, field]) => {
      const steps = field.path
        .split(/(?<!\\)\.|(?=\[\])/)
        .map((key) => key.replaceAll("\\.", "."))
        .filter((key) => key !== "");
      const found = follow(record, steps);
      const values = found.values.map((value) => classed(field, value)).filter((value) => value !== undefined);
      return [name, field.path.includes("[]") ? (found.isList ? values : undefined) : values[0]];
    }),
  );
}

/** `isList`: the first array of the path is there. */
function follow(value: Json | undefined, [key, ...rest]: readonly string[]): { values: Json[]; isList: boolean } {
  if (value === undefined) return { values: [], isList: false };
  if (key === undefined) return { values: [value], isList: false };
  if (key === "[]") {
    if (!Array.isArray(value)) return { values: [], isList: false };
    return { values: value.flatMap((element: Json) => follow(element, rest).values), isList: true };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { values: [], isList: false };
  return follow(Object.hasOwn(value, key) ? (value as Readonly<Record<string, Json>>)[key] : undefined, rest);
}

function classed(field: Field<unknown>, value: Json): unknown {
  if (value === null) return undefined;
  switch (field.class.name) {
    case "identifier":
      return typeof value === "string" && /^[!-~]{1,128}$/.test(value) ? value : undefined;
    case "integer":
      return Number.isSafeInteger(value) ? Number(value) + 0 : undefined;
    case "number":
      return typeof value === "number" ? value + 0 : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    default:
      return typeof value === "string" && ["a", "ü", "x y", '"\\'].includes(value) ? value : "_other";
  }
}

/** JSON in one of many spellings: white space anywhere, escapes where none are needed, keys that come twice. */
function spelt(value: Json, random: () => number): string {
  const space = () => (random() < 0.2 ? [" ", "\t", "\r\n", "  "][Math.floor(random() * 4)]! : "");
  const inSpace = (text: string) => space() + text + space();
  if (typeof value === "string") return inSpace(speltText(value, random));
  if (value === null || typeof value !== "object") return inSpace(JSON.stringify(value));
  if (Array.isArray(value))
    return inSpace(`[${value.map((element: Json) => spelt(element, random)).join(",") || space()}]`);
  const members = Object.entries(value).flatMap(([key, member]) => {
    const written = () => `${inSpace(speltText(key, random))}:`;
    const earlier =
      random() < 0.15
        ? [`${written()}${spelt(["lost", { a: 1, id: "x" }, 7][Math.floor(random() * 3)]!, random)}`]
        : [];
    return [...earlier, written() + spelt(member, random)];
  });
  return inSpace(`{${members.join(",") || space()}}`);
}

function speltText(text: string, random: () => number): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  if (random() < 0.7) return JSON.stringify(text);
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("")}"`;
}

function readAll<R>(reader: RecordReader<R>, chunks: readonly Uint8Array[]): R[] {
  const all: R[] = [];
  const take = () => {
    for (let record = reader.next(); record !== undefined; record = reader.next()) all.push(record);
  };
  for (const chunk of chunks) {
    reader.feed(chunk);
    take();
  }
  reader.end();
  take();
  return all;
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    // Of its own, and filled up behind, so that reading beyond a chunk would be seen.
    const copy = new Uint8Array(Math.min(size, bytes.length - at) + 3).fill(0x22);
    copy.set(bytes.subarray(at, at + size), 1);
    chunks.push(copy.subarray(1, copy.length - 2));
    at += size;
  }
  return chunks;
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });

describe("reading, for any JSON and any declarations", () => {
  it("gives what picking from JSON.parse gives", () => {
    const property = fc.property(object, declarations, fc.integer(), (record, declared, seed) => {
      const text = spelt(record, randomFrom(seed));
      expect(readAnswer(fields(declared), Buffer.from(text))).toEqual(pick(JSON.parse(text) as Json, declared));
    });
    fc.assert(property, { numRuns: 800 });
  });

  it("gives the same records however they are cut into chunks, from lines and from an array", () => {
    const property = fc.property(fc.array(json, { maxLength: 6 }), declarations, sizes, (all, declared, pieces) => {
      const expected = all.filter((one) => typeof one === "object" && one !== null && !Array.isArray(one));
      const set = fields(declared);
      const picked = expected.map((one) => pick(JSON.parse(JSON.stringify(one)) as Json, declared));
      const lines = all.map((one) => JSON.stringify(one)).join("\n");
      expect(readAll(lineReader(set), cut(Buffer.from(lines), pieces))).toEqual(picked);
      const document = JSON.stringify({ a: all[0] ?? null, data: { x: all, runs: all, y: all }, z: 1 });
      const reader = documentReader(set, records("data.runs"));
      expect(readAll(reader, cut(Buffer.from(document), pieces))).toEqual(picked);
      expect(reader.counts.report().skipped.not_an_object).toBe(all.length - expected.length);
    });
    fc.assert(property, { numRuns: 400 });
  });

  it("20 000 mutated inputs: records or a typed error, whatever the chunks, and the same ones", () => {
    const set = fields({ id: identifier("id"), n: integer("x.n"), all: number("x.all[].v"), s: boolean("s") });
    const beside = fields({ next: identifier("cursors.next") });
    const random = randomFrom(7);
    const good = `{"id":"a\\u0041","x":{"n":12e1,"all":[{"v":1.5},{"v":-0}]},"s":true,"c":"\\"{[","d":[{"e":[null]}]}`;
    const document = Buffer.from(`{"y":[{}],"runs":[${good},${good}],"cursors":{"next":"n"}}`);
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const bytes = mutated(document, random);
      const size = [1 + Math.floor(random() * 30)];
      const options = { beside, maxDepth: 6, maxRecordBytes: 200 };
      const whole = attempt(() => readAll(documentReader(set, records("runs"), options), [bytes]));
      const pieces = attempt(() => readAll(documentReader(set, records("runs"), options), cut(bytes, size)));
      expect(pieces).toEqual(whole);
      if (typeof whole === "string") refused++;
      const lines = attempt(() => readAll(lineReader(set, options), [bytes]));
      expect(attempt(() => readAll(lineReader(set, options), cut(bytes, size)))).toEqual(lines);
    }
    expect(refused).toBeGreaterThan(1_000);
    expect(refused).toBeLessThan(9_500);
  });
});

function attempt<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(AnswerError);
    return (error as AnswerError).code;
  }
}

function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = Buffer.from(bytes);
  const signs = Buffer.from('{}[]",:\\0-.eEtn \n\u0000\u00ff');
  const changes = Math.floor(random() * 4);
  for (let i = 0; i < changes; i++)
    copy[Math.floor(random() * copy.length)] = signs[Math.floor(random() * signs.length)]!;
  const from = Math.floor(random() * copy.length);
  if (random() < 0.2) return copy.subarray(0, from);
  if (random() < 0.2) return Buffer.concat([copy.subarray(0, from), copy.subarray(Math.floor(random() * copy.length))]);
  return copy;
}

/** A linear congruential generator (Numerical Recipes): the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("what is not declared", () => {
  const marker = "Zebra-Quux-93";
  const spellings = [marker, marker.toLowerCase(), marker.toUpperCase(), speltText(marker, () => 1).slice(1, -1)];
  const isLeaked = (value: unknown) => {
    const text = JSON.stringify(value, (_, part: unknown) =>
      part instanceof Error ? [part.message, part.stack, part.cause, Object.entries(part)] : part,
    )
      .replaceAll("\\\\", "\\")
      .toLowerCase();
    return spellings.some((spelling) => text.includes(spelling.toLowerCase()));
  };
  const set = fields({
    id: identifier("id"),
    status: enumeration("status", { values: ["ok"] }),
    model: enumeration("extra.metadata.model", { values: ["m"] }),
    n: integer("usage.n"),
    list: number("list[].v"),
  });

  /** Every way to plant the marker into a value: as each value and as each key, whole, as text and as what is no JSON. */
  function* planted(value: Json): Generator<string> {
    for (const spelling of spellings) {
      const said = `"${spelling} said so"`;
      for (const text of [
        said,
        `{"${spelling}":1}`,
        `[${said}]`,
        `{"x":{"${spelling}":[${said}]}}`,
        spelling,
        `"${spelling} \n"`,
        `${said}7`,
      ])
        yield* plantedAs(text, value);
    }
  }

  function* plantedAs(text: string, value: Json): Generator<string> {
    yield text;
    if (typeof value !== "object" || value === null) return;
    const members = Array.isArray(value)
      ? value.map((element: Json) => ["", element] as const)
      : Object.entries(value).map(([key, member]) => [`${JSON.stringify(key)}:`, member] as const);
    const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
    const written = members.map(([key, member]) => key + JSON.stringify(member));
    for (const [i, [key, member]] of members.entries())
      for (const inner of plantedAs(text, member)) yield open + written.with(i, key + inner).join(",") + close;
    const extra = Array.isArray(value) ? text : `"other":${text}`;
    yield open + [...written, extra].join(",") + close;
    yield open + [...written, text].join(",") + close;
    yield open + [...written, `${text}:1`].join(",") + close;
  }

  it("never appears in records, counts or errors, wherever it stands and however it is broken", () => {
    const record = {
      id: "i",
      status: "ok",
      extra: { metadata: { model: "m" }, b: [1] },
      usage: { n: 1 },
      list: [{ v: 1 }],
    };
    let count = 0;
    for (const text of planted({ runs: [record], cursors: { next: "n" } })) {
      const counts = new FieldCounts(set);
      const bytes = Buffer.from(text);
      const document = documentReader(set, records("runs"), {
        counts,
        beside: fields({ next: integer("cursors.next") }),
      });
      const lines = lineReader(set, { counts });
      const seen = [
        attemptAny(() => readAll(document, cut(bytes, [17]))),
        attemptAny(() => readAll(lines, [bytes])),
        attemptAny(() => readAnswer(set, bytes, { counts })),
      ];
      expect(isLeaked([seen, attemptAny(() => document.beside()), document.lastProblem, lines.lastProblem]), text).toBe(
        false,
      );
      expect(isLeaked([counts.report(), counts.drift({ minRecords: 1, share: 0 })]), text).toBe(false);
      count++;
    }
    expect(count).toBeGreaterThan(500);
  });

  it("would be seen if it appeared", () => {
    expect(isLeaked([{ a: marker.toUpperCase() }])).toBe(true);
    expect(isLeaked([new Error(marker)])).toBe(true);
    const leaky = fields({ id: identifier("id") });
    expect(isLeaked(readAnswer(leaky, Buffer.from(`{"id":"${spellings[3]}"}`)))).toBe(true);
  });
});

function attemptAny(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(AnswerError);
    return error;
  }
}

import { capability, type ConfigOf, type ConfigSpec } from "@genai-collector/component";
import { describe, expect, expectTypeOf, it } from "vitest";
import { bytes } from "./bytes.ts";
import { duration } from "./duration.ts";
import { endpoint } from "./endpoint.ts";
import type { Field } from "./field.ts";
import { flag } from "./flag.ts";
import { headers } from "./headers.ts";
import { extensionId } from "./id.ts";
import { list } from "./list.ts";
import { map } from "./map.ts";
import { count, number } from "./number.ts";
import { oneOf } from "./one-of.ts";
import { optional } from "./optional.ts";
import { record } from "./record.ts";
import { refine } from "./refine.ts";
import { secret, type Secret } from "./secret.ts";
import { section } from "./section.ts";
import { text } from "./text.ts";
import { validateConfig } from "./validate.ts";

const doc = "A value.";

describe("the type of a configuration", () => {
  it("follows from its builders, exactly", () => {
    const http = map({ endpoint: endpoint({ doc }), timeout: duration({ default: "5s", doc }) });
    const spec = map({
      name: text({ doc }),
      size: count({ default: 1, doc }),
      ratio: optional(number({ doc })),
      is_on: flag({ default: true, doc }),
      limit: bytes({ default: "1MiB", doc }),
      token: secret({ doc }),
      mode: oneOf(["fast", "safe"], { default: "safe", doc }),
      tags: list(oneOf(["a", "b"], { doc }), { default: ["a"], doc }),
      waits: list(duration({ doc }), { default: ["1s"], doc }),
      labels: record(text({ doc }), { default: {}, doc }),
      headers: headers({ default: {}, doc }),
      storage: optional(extensionId(capability<{ read(): void }>("test.storage/1"), { doc })),
      http,
      grpc: section(http, { doc }),
      peers: list(http, { default: [], doc }),
      pattern: refine(text({ doc }), (value) => new Set(value)),
    });
    expectTypeOf<ConfigOf<typeof spec>>().toEqualTypeOf<{
      readonly name: string;
      readonly size: number;
      readonly ratio: number | undefined;
      readonly is_on: boolean;
      readonly limit: number;
      readonly token: Secret;
      readonly mode: "fast" | "safe";
      readonly tags: readonly ("a" | "b")[];
      readonly waits: readonly number[];
      readonly labels: Readonly<Record<string, string>>;
      readonly headers: Readonly<Record<string, Secret>>;
      readonly storage: string | undefined;
      readonly http: { readonly endpoint: string; readonly timeout: number };
      readonly grpc: { readonly endpoint: string; readonly timeout: number } | undefined;
      readonly peers: readonly { readonly endpoint: string; readonly timeout: number }[];
      readonly pattern: Set<string>;
    }>();
    expectTypeOf(spec).toExtend<ConfigSpec<ConfigOf<typeof spec>>>();
  });

  it("holds defaults to what a user could write", () => {
    // @ts-expect-error a duration is written as a text
    expect(() => duration({ default: 5, doc })).toThrow("is not valid");
    // @ts-expect-error not one of the values
    void oneOf(["a", "b"], { default: "c", doc });
    // @ts-expect-error items of the default are written as the item is
    expect(() => list(duration({ doc }), { default: [1_000], doc })).toThrow("is not valid");
    // @ts-expect-error a secret has no default
    void secret({ default: "x", doc });
    // @ts-expect-error every key has a sentence of documentation
    void count({ default: 1 });
  });

  it("gives checks the decoded type", () => {
    map({ wait: duration({ default: "1s", doc }), mode: oneOf(["a", "b"], { default: "a", doc }) }).check((config) => {
      expectTypeOf(config).toEqualTypeOf<{ readonly wait: number; readonly mode: "a" | "b" }>();
    });
  });

  it("keeps the type through extend and spread", () => {
    const fragment = { retries: count({ default: 3, doc }) };
    const extended = map({ name: text({ doc }) }).extend({ ...fragment, is_on: flag({ default: true, doc }) });
    expectTypeOf<ConfigOf<typeof extended>>().toEqualTypeOf<{
      readonly name: string;
      readonly retries: number;
      readonly is_on: boolean;
    }>();
    const field: Field<unknown> = extended;
    expect(field.jsonSchema.properties).toHaveProperty("retries");
  });
});

describe("map", () => {
  const decode = (spec: ConfigSpec<unknown>, raw: unknown): unknown => {
    const checked = validateConfig(spec, raw);
    return "config" in checked
      ? checked.config
      : checked.problems.map(({ path, message }) => `${path.join("::")}: ${message}`);
  };

  it("fills in defaults, at every depth, for nothing at all", () => {
    const spec = map({ a: count({ default: 1, doc }), b: map({ c: map({ d: duration({ default: "1m", doc }) }) }) });
    for (const raw of [undefined, null, {}, { b: null }, { b: {} }, { a: null, b: { c: { d: null } } }])
      expect(decode(spec, raw)).toEqual({ a: 1, b: { c: { d: 60_000 } } });
  });

  it("asks for what is required inside nested maps that are not there", () => {
    const spec = map({ b: map({ c: map({ d: text({ doc }) }) }) });
    expect(decode(spec, {})).toEqual(["b::c::d: is required: a text"]);
  });

  it("runs checks once every key is well, and puts what they report at its path", () => {
    const range = map({ min: count({ default: 0, doc }), max: count({ default: 9, doc }) }).check((config, problem) => {
      if (config.min > config.max) problem("min", "must not be above max");
    });
    const spec = map({ ranges: list(range, { default: [], doc }), by_name: record(range, { default: {}, doc }) }).check(
      (config, problem) => {
        if (config.ranges.length === 2) problem("", "must not have two ranges");
      },
    );
    expect(decode(spec, { ranges: [{ min: 1 }, { min: 11 }], by_name: { "a::b": { min: 12 } } })).toEqual([
      "ranges::1::min: must not be above max",
      "by_name::a::b::min: must not be above max",
    ]);
    expect(decode(spec, { ranges: [{}, {}] })).toEqual([": must not have two ranges"]);
    expect(decode(spec, { ranges: [{ min: 11, max: "x" }] })).toEqual([
      "ranges::0::max: must be a whole number of at least 0",
    ]);
  });

  it("does not run the checks of a map that holds a misspelt key: the default beside it would mislead", () => {
    const spec = map({ limit: count({ default: 0, doc }) }).check((config, problem) => {
      if (config.limit === 0) problem("limit", "must be set");
    });
    expect(decode(spec, { limti: 5 })).toEqual(["limti: is not a key here"]);
    expect(decode(spec, {})).toEqual(["limit: must be set"]);
  });

  it("keeps checks through extend, in the order in which they were added", () => {
    const spec = map({ a: count({ default: 0, doc }) })
      .check((_config, problem) => problem("a", "first"))
      .extend({ b: count({ default: 0, doc }) })
      .check((_config, problem) => problem("b", "second"));
    expect(decode(spec, {})).toEqual(["a: first", "b: second"]);
  });

  it("refuses to hold one key twice", () => {
    expect(() => map({ a: count({ default: 0, doc }) }).extend({ a: flag({ default: true, doc }) })).toThrow(
      'the key "a" is already there',
    );
  });

  it("takes no key from a prototype", () => {
    const spec = map({
      constructor: text({ default: "none", doc }),
      labels: record(text({ doc }), { default: {}, doc }),
    });
    expect(decode(spec, {})).toEqual({ constructor: "none", labels: {} });
    const raw = JSON.parse('{"labels": {"__proto__": "a", "constructor": "b"}}') as unknown;
    const decoded = decode(spec, raw) as { labels: Record<string, string> };
    expect(Object.entries(decoded.labels)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
    expect(decode(spec, JSON.parse('{"__proto__": {"constructor": 1}}'))).toEqual([
      "__proto__: is not a key here; the keys are constructor, labels",
    ]);
  });
});

describe("optional", () => {
  it("is undefined for an absent or null key, and the value otherwise", () => {
    const spec = map({ a: optional(duration({ doc })), b: optional(map({ c: text({ doc }) })) });
    for (const raw of [{}, { a: null, b: null }])
      expect(validateConfig(spec, raw)).toMatchObject({ config: { a: undefined, b: undefined } });
    expect(validateConfig(spec, { a: "1s", b: { c: "x" } })).toMatchObject({ config: { a: 1_000, b: { c: "x" } } });
    expect(validateConfig(spec, { b: {} })).toMatchObject({ problems: [{ path: ["b", "c"] }] });
  });

  it("takes no field with a default, which would never be absent", () => {
    expect(() => optional(count({ default: 1, doc }))).toThrow("without a default");
    expect(() => optional(optional(count({ doc })))).toThrow("without a default");
  });
});

describe("refine", () => {
  const pattern = refine(text({ doc }), (value, problem) => {
    try {
      return new RegExp(value, "u");
    } catch {
      problem("must be a regular expression");
      return /x/u;
    }
  });

  it("decodes further, or reports at its place", () => {
    const spec = map({ patterns: list(pattern, { default: [], doc }) });
    expect(validateConfig(spec, { patterns: ["^a$"] })).toMatchObject({ config: { patterns: [/^a$/u] } });
    expect(validateConfig(spec, { patterns: ["a", "("] })).toMatchObject({
      problems: [{ path: ["patterns", "1"], message: "must be a regular expression", found: '"("' }],
    });
  });

  it("is not asked about a value that is wrong already", () => {
    const short = refine(duration({ doc }), (ms) => {
      expect(ms).toBeGreaterThanOrEqual(0);
      return ms;
    });
    expect(validateConfig(map({ short }), { short: "-1s" })).toMatchObject({ problems: [{ path: ["short"] }] });
  });
});

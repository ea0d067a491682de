import type { ConfigSpec } from "@genai-collector/component";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes } from "./bytes.ts";
import { duration } from "./duration.ts";
import { endpoint } from "./endpoint.ts";
import { flag } from "./flag.ts";
import { headers } from "./headers.ts";
import { list } from "./list.ts";
import { map } from "./map.ts";
import { count } from "./number.ts";
import { oneOf } from "./one-of.ts";
import { optional } from "./optional.ts";
import { record } from "./record.ts";
import { secret } from "./secret.ts";
import { section } from "./section.ts";
import { text } from "./text.ts";
import { Substituted, validateConfig } from "./validate.ts";

const doc = "A value.";
const queue = map({ size: count({ default: 100, min: 1, doc }), storage: optional(text({ doc })) });
const spec = map({
  endpoint: endpoint({ default: "http://localhost:4318", doc }),
  timeout: duration({ default: "5s", doc }),
  compression: oneOf(["none", "gzip", "zstd"], { default: "gzip", doc }),
  insecure: flag({ default: false, doc }),
  queue: section(queue, { initially: "some", doc }),
  tags: list(text({ doc }), { default: [], doc }),
  labels: record(text({ doc }), { default: {}, doc }),
}).check((config, problem) => {
  if (config.insecure && config.endpoint.startsWith("https:")) problem("insecure", "must be false for https");
});

const problemsOf = (raw: unknown, of: ConfigSpec<unknown> = spec) => {
  const checked = validateConfig(of, raw);
  return "problems" in checked ? checked.problems : [];
};
const configOf = (raw: unknown, of: ConfigSpec<unknown> = spec): unknown => {
  const checked = validateConfig(of, raw);
  return "config" in checked ? checked.config : checked.problems;
};

describe("validateConfig", () => {
  it("tells every problem at once: of the schema, of decoding, and of checks elsewhere", () => {
    const both = map({ sink: spec, other: spec });
    const raw = {
      sink: { timeout: "5", compresion: "gzip", queue: { size: 0 }, tags: [1], insecure: 1 },
      other: { endpoint: "https://h", insecure: true },
    };
    expect(
      problemsOf(raw, both)
        .map(({ path, message }) => `${path.join("::")}: ${message}`)
        .toSorted(),
    ).toEqual([
      "other::insecure: must be false for https",
      "sink::compresion: is not a key here",
      "sink::insecure: must be true or false",
      "sink::queue::size: must be a whole number of at least 1",
      "sink::tags::0: must be a text",
      "sink::timeout: must be a duration with a unit, such as 300ms, 10s or 1h30m",
    ]);
  });

  it("says what was found and what was expected, in plain words", () => {
    expect(problemsOf({ queue: { size: -1 } })).toEqual([
      {
        path: ["queue", "size"],
        message: "must be a whole number of at least 1",
        found: "-1",
        expected: "a whole number of at least 1",
      },
    ]);
    expect(problemsOf([])).toEqual([{ path: [], message: "must be a map", found: "an empty list", expected: "a map" }]);
    expect(problemsOf("x")).toMatchObject([{ path: [], message: "must be a map", found: '"x"' }]);
  });

  it("never quotes more than a line", () => {
    const [problem] = problemsOf({ compression: "x".repeat(10_000) });
    expect(problem!.found.length).toBeLessThan(70);
  });

  it.each([
    [{ time_out: "1s" }, "timeout"],
    [{ timeOut: "1s" }, "timeout"],
    [{ endpiont: "http://x" }, "endpoint"],
    [{ tag: [] }, "tags"],
    [{ nothing_like_it: 1 }, undefined],
    [{ compression: "gzpi" }, "gzip"],
    [{ compression: "GZIP" }, "gzip"],
    [{ compression: "brotli" }, undefined],
    [{ queue: { size: "5" } }, "5"],
    [{ tags: [1.5] }, '"1.5"'],
    [{ labels: { a: true } }, '"true"'],
    [{ insecure: "no" }, "false"],
    [{ insecure: "True" }, "true"],
  ])("suggests what %j was probably meant to be", (raw, suggestion) => {
    expect(problemsOf(raw).map((problem) => problem.suggestion)).toEqual([suggestion]);
  });

  it("takes a misspelt required key for one mistake", () => {
    const strict = map({ endpoint: text({ doc }), name: text({ doc }) });
    expect(problemsOf({ endpont: "x", name: "n" }, strict)).toMatchObject([
      { path: ["endpont"], suggestion: "endpoint" },
    ]);
    expect(problemsOf({ zzz: "x", name: "n" }, strict)).toHaveLength(2);
  });

  it("points at the key where the key is wrong", () => {
    const keys = problemsOf({ zzz: 1, timeout: "5" }).map(({ path, atKey }) => [path[0], atKey]);
    expect(keys).toEqual([
      ["zzz", true],
      ["timeout", undefined],
    ]);
  });
});

describe("null", () => {
  // collector-core.md §1.5
  it.each([
    [{ timeout: null }, { timeout: 5_000 }],
    [{ tags: null }, { tags: [] }],
    [{ labels: null }, { labels: {} }],
    [{ queue: null }, { queue: { size: 100 } }],
    [null, { timeout: 5_000 }],
  ])("keeps the default in %j", (raw, expected) => {
    expect(configOf(raw)).toMatchObject(expected);
  });

  it("is a missing key where there is no default", () => {
    expect(problemsOf({ a: null }, map({ a: text({ doc }) }))).toMatchObject([{ path: ["a"], found: "nothing" }]);
  });
});

describe("renamed and removed keys", () => {
  const renamed = map(
    {
      max_size: count({ default: 1, doc, aliases: ["size_max", "maxsize"] }),
      old_mode: text({ default: "", doc, deprecated: "use mode" }),
    },
    { removed: { cache: "it is always on" } },
  );

  it("accepts the old spelling with a warning, and reports problems under it", () => {
    expect(validateConfig(renamed, { size_max: 5 })).toEqual({
      config: { max_size: 5, old_mode: "" },
      warnings: [{ path: ["size_max"], message: '"size_max" is deprecated; use "max_size" instead' }],
    });
    expect(validateConfig(renamed, { maxsize: "x" })).toMatchObject({
      problems: [{ path: ["maxsize"], found: '"x"' }],
    });
  });

  it("refuses both spellings at once", () => {
    expect(problemsOf({ size_max: 5, max_size: 6 }, renamed)).toMatchObject([
      { path: ["size_max"], message: 'is another spelling of "max_size", which is also there; keep one' },
    ]);
  });

  it("warns of deprecated keys and says what to write instead", () => {
    expect(validateConfig(renamed, { old_mode: "x" })).toMatchObject({
      warnings: [{ path: ["old_mode"], message: '"old_mode" is deprecated: use mode' }],
    });
  });

  it("refuses removed keys and says why", () => {
    expect(problemsOf({ cache: true }, renamed)).toMatchObject([
      { path: ["cache"], message: "was removed: it is always on" },
    ]);
  });

  it("does not suggest old spellings", () => {
    expect(problemsOf({ siz_max: 1 }, renamed)[0]!.expected).toBe("max_size or old_mode");
  });
});

describe("a substituted value", () => {
  const all = map({
    text: optional(text({ doc })),
    count: optional(count({ doc })),
    flag: optional(flag({ doc })),
    wait: optional(duration({ doc })),
    size: optional(bytes({ doc })),
    mode: optional(oneOf(["a", "1"], { doc })),
    list: optional(list(text({ doc }), { doc })),
    part: section(map({ a: optional(count({ doc })) }), { doc }),
    key: optional(secret({ doc })),
    headers: optional(headers({ doc })),
  });
  const decode = (key: string, value: Substituted): unknown => {
    const config = configOf({ [key]: value }, all);
    return Array.isArray(config) ? config : (config as Record<string, unknown>)[key];
  };

  // collector-core.md §2.3: the text for texts, what it reads as for everything else.
  it.each([
    ["text", "0123", 83, "0123"],
    ["text", "{a: 1}", { a: 1 }, "{a: 1}"],
    ["text", '"q"', "q", '"q"'],
    ["text", "", null, ""],
    ["count", "0123", 83, 83],
    ["flag", "true", true, true],
    ["wait", "10s", "10s", 10_000],
    ["wait", '"10s"', "10s", 10_000],
    ["wait", "0", 0, 0],
    ["size", "5MiB", "5MiB", 5 * 2 ** 20],
    ["size", "5", 5, 5],
    ["mode", "1", 1, "1"],
    ["list", "a,b", "a,b", ["a", "b"]],
    ["list", "[a, b]", ["a", "b"], ["a", "b"]],
    ["list", "5", 5, ["5"]],
    ["part", "{a: 1}", { a: 1 }, { a: 1 }],
    ["part", "", null, {}],
    ["count", "", null, undefined],
  ])("for %s: the text %j", (key, from, value, expected) => {
    expect(decode(key, new Substituted(from, value))).toEqual(expected);
  });

  it("is held to its type all the same", () => {
    expect(decode("count", new Substituted("x", "x"))).toMatchObject([{ path: ["count"] }]);
    expect(decode("flag", new Substituted("yes", "yes"))).toMatchObject([{ path: ["flag"], found: '"yes"' }]);
    expect(decode("flag", new Substituted("23", 23))).toMatchObject([{ path: ["flag"], found: "23" }]);
    expect(problemsOf({ zzz: new Substituted("x", { a: new Substituted("1", 1) }) }, all)).toMatchObject([
      { path: ["zzz"] },
    ]);
  });

  it("is a text inside headers and secrets, whatever it looks like", () => {
    const config = configOf({ key: new Substituted("1234", 1234), headers: { a: new Substituted("5", 5) } }, all) as {
      key: { reveal(): string };
      headers: Record<string, { reveal(): string }>;
    };
    expect([config.key.reveal(), config.headers.a!.reveal()]).toEqual(["1234", "5"]);
  });
});

describe("a specification that is not made with the builders", () => {
  const byHand: ConfigSpec<number> = {
    jsonSchema: {
      type: "object",
      properties: { size: { anyOf: [{ type: "integer" }, { type: "string", pattern: "^[0-9]+k$" }] } },
      required: ["size"],
      additionalProperties: false,
    },
    decode(valid, problem) {
      const { size } = valid as { size: number | string };
      if (size === 13) problem("size", "must not be 13");
      if (size === 14) throw new Error("no 14");
      return typeof size === "number" ? size : Number(size.slice(0, -1)) * 1_000;
    },
  };

  it("is validated and decoded likewise", () => {
    expect(configOf({ size: "5k" }, byHand)).toBe(5_000);
    expect(problemsOf({ size: 13 }, byHand)).toMatchObject([
      { path: ["size"], message: "must not be 13", found: "13" },
    ]);
    expect(problemsOf({ size: true, siez: 1 }, byHand).map(({ path }) => path)).toEqual([["siez"], ["size"]]);
  });

  it("may fail, and then is named as the bug that it is", () => {
    expect(problemsOf({ size: 14 }, byHand)).toMatchObject([
      { path: [], message: "cannot be decoded, which is a bug of the component: no 14" },
    ]);
  });
});

describe("whatever it is given", () => {
  it("answers with a configuration or with problems, in words of its own", () => {
    const validatorWords = /must NOT|must match|should|instancePath|schema|undefined|\[object|Symbol|property/;
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nearly()), (raw) => {
        const checked = validateConfig(spec, raw);
        if ("config" in checked) return;
        expect(checked.problems.length).toBeGreaterThan(0);
        for (const { message, expected } of checked.problems) {
          expect(message).not.toMatch(validatorWords);
          expect(expected).not.toMatch(validatorWords);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("leaves the raw value as it was", () => {
    fc.assert(
      fc.property(nearly(), (raw) => {
        const before = JSON.stringify(raw);
        validateConfig(spec, raw);
        expect(JSON.stringify(raw)).toBe(before);
      }),
    );
  });
});

/** Configurations with the right keys and any values. */
function nearly(): fc.Arbitrary<unknown> {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom("5s", "gzip", "http://h", "__proto__", null));
  const keys = fc.constantFrom(...Object.keys(spec.fields), "enabled", "size", "__proto__", "constructor", "zzz");
  return fc.dictionary(keys, fc.oneof(value, fc.dictionary(keys, value)));
}

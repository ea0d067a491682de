import { describe, expect, it } from "vitest";
import { map } from "./map.ts";
import { count } from "./number.ts";
import { section } from "./section.ts";
import { text } from "./text.ts";
import { validateConfig } from "./validate.ts";

const content = map({ size: count({ default: 5, doc: "A size." }) });
const off = undefined;
const on = { size: 5 };

describe("an optional section", () => {
  // otelcol's three states; the columns are the ways in which a user may write the key.
  it.each([
    { initially: "none", absent: off, nothing: off, empty: on },
    { initially: "default", absent: off, nothing: on, empty: on },
    { initially: "some", absent: on, nothing: on, empty: on },
  ] as const)("that begins as $initially", ({ initially, absent, nothing, empty }) => {
    const spec = map({ queue: section(content, { initially, doc: "A queue." }) });
    const decode = (raw: object): unknown => {
      const checked = validateConfig(spec, raw);
      return "config" in checked ? checked.config.queue : checked.problems;
    };
    expect(decode({})).toEqual(absent);
    expect(decode({ queue: null })).toEqual(nothing);
    expect(decode({ queue: {} })).toEqual(empty);
    expect(decode({ queue: { size: 7 } })).toEqual({ size: 7 });
    expect(decode({ queue: { enabled: true } })).toEqual(on);
    expect(decode({ queue: { enabled: false } })).toEqual(off);
    expect(decode({ queue: { enabled: false, size: 7 } })).toEqual(off);
    expect(decode({ queue: { enabled: "no" } })).toMatchObject([
      { path: ["queue", "enabled"], message: "must be true or false", found: '"no"', suggestion: "false" },
    ]);
    expect(decode({ queue: { enabled: false, sise: 7 } })).toMatchObject([{ path: ["queue", "sise"] }]);
    expect(decode({ queue: [] })).toMatchObject([{ path: ["queue"], message: "must be a map" }]);
  });

  it("need not be complete while it is off", () => {
    const inner = map({ url: text({ doc: "A URL." }), auth: map({ user: text({ doc: "A user." }) }) });
    const spec = map({ sink: section(inner, { doc: "A sink." }) });
    expect(validateConfig(spec, { sink: { enabled: false } })).toMatchObject({ config: { sink: undefined } });
    expect(validateConfig(spec, { sink: {} })).toMatchObject({
      problems: [{ path: ["sink", "url"] }, { path: ["sink", "auth", "user"] }],
    });
  });

  it("runs its checks only while it is on", () => {
    const strict = content.check((_config, problem) => problem("size", "is never right"));
    const spec = map({ queue: section(strict, { initially: "some", doc: "A queue." }) });
    expect(validateConfig(spec, { queue: { enabled: false } })).toMatchObject({ config: { queue: undefined } });
    expect(validateConfig(spec, {})).toMatchObject({ problems: [{ path: ["queue", "size"] }] });
  });

  it("has the key enabled by itself", () => {
    const twice = map({ enabled: count({ default: 1, doc: "No." }) });
    expect(() => section(twice, { doc: "A section." })).toThrow("has the key enabled by itself");
  });
});

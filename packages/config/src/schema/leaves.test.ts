import { describe, expect, it } from "vitest";
import { bytes } from "./bytes.ts";
import { duration } from "./duration.ts";
import { endpoint, hostPort } from "./endpoint.ts";
import type { Field } from "./field.ts";
import { flag } from "./flag.ts";
import { id } from "./id.ts";
import { map } from "./map.ts";
import { count, number } from "./number.ts";
import { oneOf } from "./one-of.ts";
import { text } from "./text.ts";
import { validateConfig } from "./validate.ts";

const doc = "A value.";
const decode = (field: Field<unknown>, value: unknown): unknown => {
  const checked = validateConfig(map({ key: field }), { key: value });
  return "config" in checked
    ? checked.config.key
    : checked.problems.map(({ path, message }) => [path.join("::"), message]);
};
const refused = (message: string) => [["key", message]];

describe("what a value decodes to", () => {
  const cases: readonly [string, Field<unknown>, unknown, unknown][] = [
    ["text", text({ doc }), "a b", "a b"],
    ["text, empty", text({ doc }), "", ""],
    ["text with a pattern", text({ pattern: /^[a-z]+$/, expected: "small letters", doc }), "abc", "abc"],
    ["count", count({ doc }), 0, 0],
    ["count, negative where allowed", count({ min: -1, doc }), -1, -1],
    ["number", number({ min: 0.5, max: 1, doc }), 0.5, 0.5],
    ["flag", flag({ doc }), false, false],
    ["duration", duration({ doc }), "1m30s", 90_000],
    ["duration, 0 without a unit", duration({ doc }), 0, 0],
    ["duration at its minimum", duration({ min: "1s", doc }), "1000ms", 1_000],
    ["duration, negative where allowed", duration({ min: "-1h", doc }), "-30m", -1_800_000],
    ["bytes", bytes({ doc }), 1_000, 1_000],
    ["bytes with a unit", bytes({ doc }), "64MiB", 67_108_864],
    ["bytes with a fraction", bytes({ doc }), "1.5 KiB", 1_536],
    ["bytes at the maximum", bytes({ max: "1GiB", doc }), "1024MiB", 2 ** 30],
    ["endpoint", endpoint({ doc }), "https://h.example:4318/otlp?x=1", "https://h.example:4318/otlp?x=1"],
    ["endpoint, IPv6", endpoint({ doc }), "http://[::1]:4318", "http://[::1]:4318"],
    ["host:port", hostPort({ doc }), "localhost:4318", "localhost:4318"],
    ["host:port, any interface", hostPort({ doc }), ":8888", ":8888"],
    ["host:port, IPv6", hostPort({ doc }), "[::1]:4317", "[::1]:4317"],
    ["host:port, IPv6 with a zone", hostPort({ doc }), "[fe80::1%eth0]:4317", "[fe80::1%eth0]:4317"],
    ["host:port, port 0", hostPort({ doc }), "127.0.0.1:0", "127.0.0.1:0"],
    ["one of", oneOf(["gzip", "none"], { doc }), "gzip", "gzip"],
    ["one of, whatever the case", oneOf(["none", "normal"], { ignoreCase: true, doc }), "Normal", "normal"],
    ["ID", id({ doc }), "otlp/a/b", "otlp/a/b"],
    ["ID with blanks around its parts", id({ doc }), " otlp / a ", "otlp/a"],
  ];
  it.each(cases)("%s", (_name, field, value, decoded) => {
    expect(decode(field, value)).toEqual(decoded);
  });
});

describe("what a value may not be", () => {
  const aDuration = "must be a duration with a unit, such as 300ms, 10s or 1h30m";
  const aSize = "must be a whole number of bytes, or a size with a unit such as 512KiB or 64MiB";
  const aUrl = "must be a URL such as https://host:4318";
  const anAddress = "must be host:port, such as localhost:4318";
  const anId = "must be an ID such as otlp or otlp/name";
  const cases: readonly [string, Field<unknown>, unknown, string][] = [
    ["a number for a text", text({ doc }), 5, "must be a text"],
    ["a text that is too short", text({ min: 1, doc }), "", "must be a text that is not empty"],
    ["a text that is too long", text({ max: 2, doc }), "abc", "must be a text of at most 2 characters"],
    ["a text off its pattern", text({ pattern: "^a$", expected: "the letter a", doc }), "b", "must be the letter a"],
    ["a quoted number for a count", count({ doc }), "8192", "must be a whole number of at least 0"],
    ["a negative count", count({ doc }), -1, "must be a whole number of at least 0"],
    ["a fraction for a count", count({ max: 9, doc }), 1.5, "must be a whole number from 0 to 9"],
    ["a count past what is exact", count({ doc }), 2 ** 60, "must be at most 9007199254740991"],
    ["a number out of range", number({ max: 1, doc }), 1.1, "must be a number of at most 1"],
    ["not a number", number({ doc }), Number.NaN, "must be a number"],
    ["an infinite number", number({ doc }), Number.POSITIVE_INFINITY, "must be a number"],
    ["1 for a flag", flag({ doc }), 1, "must be true or false"],
    ["a text for a flag", flag({ doc }), "yes", "must be true or false"],
    ["a duration without a unit", duration({ doc }), "5", aDuration],
    ["nanoseconds for a duration", duration({ doc }), 5_000_000_000, aDuration],
    ["a negative duration", duration({ doc }), "-1s", "must be at least 0s"],
    ["a duration below its minimum", duration({ min: "1s", doc }), "999ms", "must be at least 1s"],
    ["a duration above its maximum", duration({ max: "1h", doc }), "61m", "must be at most 1h"],
    ["an endless duration", duration({ doc }), "9999999h", "must be a duration that Go could hold, 290 years at most"],
    ["a size with another unit", bytes({ doc }), "64MB", aSize],
    ["a negative size", bytes({ doc }), -1, aSize],
    ["a size above its maximum", bytes({ max: "1MiB", doc }), "1025KiB", "must be at most 1MiB"],
    ["a size below its minimum", bytes({ min: 10, doc }), 9, "must be at least 10"],
    ["a size past what is exact", bytes({ doc }), "9000TiB", "must be at most 8191TiB"],
    ["a URL without a scheme", endpoint({ doc }), "host:4318", aUrl],
    ["a URL of another scheme", endpoint({ doc }), "ftp://host", aUrl],
    [
      "a URL with credentials",
      endpoint({ doc }),
      "https://u:p@h",
      "must not hold credentials; give them in headers or in an authenticator",
    ],
    ["a URL that is none", endpoint({ doc }), "http://[::1", aUrl],
    ["an address without a port", hostPort({ doc }), "localhost", anAddress],
    ["an address with a path", hostPort({ doc }), "localhost:1/x", anAddress],
    ["an address with too large a port", hostPort({ doc }), "h:65536", "must have a port up to 65535"],
    ["an unlisted value", oneOf(["a", "b", "c"], { doc }), "d", 'must be one of "a", "b", "c"'],
    ["an ID with a dash in its type", id({ doc }), "a-b", anId],
    ["an ID with nothing behind the slash", id({ doc }), "a/", anId],
    ["an ID with a blank in its name", id({ doc }), "a/b c", anId],
    ["a map for a value", count({ doc }), { a: 1 }, "must be a whole number of at least 0"],
    ["a list for a value", flag({ doc }), [true], "must be true or false"],
  ];
  it.each(cases)("%s", (_name, field, value, message) => {
    expect(decode(field, value)).toEqual(refused(message));
  });
});

describe("a default that is not valid", () => {
  it("is the author's mistake, and thrown where it is written", () => {
    expect(() => duration({ default: "5", doc })).toThrow('the default "5" is not valid');
    expect(() => duration({ default: "1s", min: "2s", doc })).toThrow("must be at least 2s");
    expect(() => duration({ min: "soon", doc })).toThrow('"soon" is not a duration');
    expect(() => bytes({ max: "soon", doc })).toThrow('"soon" is not a size');
    expect(() => endpoint({ default: "https://u@h", doc })).toThrow("must not hold credentials");
    expect(() => id({ default: "a b", doc })).toThrow("is not valid");
  });
});

import { describe, expect, it } from "vitest";
import {
  boolean,
  enumeration,
  FieldCounts,
  fields,
  identifier,
  integer,
  integer64,
  number,
  optionalText,
  readAnswer,
  scalar,
  shaped,
  time,
  uuid,
  word,
  type Field,
} from "./index.ts";

const id = "c0a8d6f2-7a57-4a0f-8a3c-1f6b2e9d0a01";

/** What the field is in `{"v": json}`, and how it was counted. */
function read(field: Field<unknown>, json: string): readonly [unknown, string] {
  const set = fields({ v: field }, { optIn: field.isOptional ? ["v"] : [] });
  const counts = new FieldCounts(set);
  const record = readAnswer(set, Buffer.from(json === "" ? "{}" : `{"v":${json}}`), { counts });
  const [outcome] = Object.entries(counts.report().fields["v"]!).find(([, count]) => count === 1)!;
  return [(record as { readonly v: unknown }).v, outcome];
}

const cases: readonly (readonly [Field<unknown>, readonly (readonly [string, unknown, string])[]])[] = [
  [
    uuid("v"),
    [
      [`"${id}"`, id, "fits"],
      [`"${id.toUpperCase()}"`, id, "fits"],
      [`"\\u0063${id.slice(1)}"`, id, "fits"],
      [`"${id.replaceAll("-", "")}"`, undefined, "misfit"],
      [`"${id}0"`, undefined, "misfit"],
      [`"g${id.slice(1)}"`, undefined, "misfit"],
      ['""', undefined, "misfit"],
      ["null", undefined, "null"],
      ["", undefined, "missing"],
      ["7", undefined, "wrong_type"],
      ["true", undefined, "wrong_type"],
      [`["${id}"]`, undefined, "wrong_type"],
      ['{"a":1}', undefined, "wrong_type"],
    ],
  ],
  [
    shaped("v", { pattern: /^\d{3}Z[a-f]+(\.\d{3}Z[a-f]+)*$/ }),
    [
      ['"123Zab.456Zc"', "123Zab.456Zc", "fits"],
      ['"123Zab.456Z"', undefined, "misfit"],
      ['"123Zab tell"', undefined, "misfit"],
      ['"x123Zab"', undefined, "misfit"],
      ['""', undefined, "misfit"],
      [`"123Z${"a".repeat(4_092)}"`, `123Z${"a".repeat(4_092)}`, "fits"],
      [`"123Z${"a".repeat(4_093)}"`, undefined, "too_long"],
      ["null", undefined, "null"],
      ["7", undefined, "wrong_type"],
    ],
  ],
  [
    identifier("v"),
    [
      ['"prompt-7_a/b:c"', "prompt-7_a/b:c", "fits"],
      ['"a\\/b"', "a/b", "fits"],
      [`"${"x".repeat(128)}"`, "x".repeat(128), "fits"],
      [`"${"x".repeat(129)}"`, undefined, "too_long"],
      [`"${"\\u0041".repeat(128)}"`, "A".repeat(128), "fits"],
      [`"${"\\u0041".repeat(129)}"`, undefined, "too_long"],
      ['"two words"', undefined, "misfit"],
      ['"a\\tb"', undefined, "misfit"],
      ['"a\\u0000b"', undefined, "misfit"],
      ['"今日の天気は何ですか"', undefined, "misfit"],
      ['"\\u007f"', undefined, "misfit"],
      ['""', undefined, "misfit"],
    ],
  ],
  [
    enumeration("v", { values: ["success", "error", "größe"] }),
    [
      ['"success"', "success", "fits"],
      ['"größe"', "größe", "fits"],
      ['"gr\\u00f6\\u00dfe"', "größe", "fits"],
      ['"Success"', "_other", "misfit"],
      ['"succes"', "_other", "misfit"],
      ['"something else entirely, and long"', "_other", "misfit"],
      ["3", "_other", "wrong_type"],
      ["null", undefined, "null"],
      ["", undefined, "missing"],
    ],
  ],
  [
    word("v"),
    [
      ['"anthropic/claude-3.5_x:beta+1"', "anthropic/claude-3.5_x:beta+1", "fits"],
      ['"claude-x@20250101"', "claude-x@20250101", "fits"],
      ['"jane@example.com"', "_other", "misfit"],
      ['"jane@1.com"', "_other", "misfit"],
      ['"@1"', "_other", "misfit"],
      ['"a@"', "_other", "misfit"],
      ['"two words"', "_other", "misfit"],
      ['"a,b"', "_other", "misfit"],
      ['"naïve"', "_other", "misfit"],
      ['""', "_other", "misfit"],
      [`"${"w".repeat(64)}"`, "w".repeat(64), "fits"],
      [`"${"w".repeat(65)}"`, "_other", "too_long"],
    ],
  ],
  [
    scalar("v"),
    [
      ['"session-4f"', "session-4f", "fits"],
      ['"caf\\u0065"', "cafe", "fits"],
      ["12", 12, "fits"],
      ["0.5e-3", 0.0005, "fits"],
      ["true", true, "fits"],
      ["1e999", undefined, "out_of_range"],
      ['"two words"', undefined, "misfit"],
      ['"naïve"', undefined, "misfit"],
      ['""', undefined, "misfit"],
      [`"${"s".repeat(129)}"`, undefined, "too_long"],
      ['{"a":1}', undefined, "wrong_type"],
      ["null", undefined, "null"],
    ],
  ],
  [
    time("v"),
    [
      ['"1970-01-01T00:00:00.000000007"', 7n, "fits"],
      ['"1970-01-01T00:00:00\\u005a"', 0n, "fits"],
      ['"soon"', undefined, "misfit"],
      ['""', undefined, "misfit"],
      ["1769904000", undefined, "wrong_type"],
    ],
  ],
  [
    integer("v"),
    [
      ["0", 0, "fits"],
      ["-0", 0, "fits"],
      ["-0.0e5", 0, "fits"],
      ["450.0", 450, "fits"],
      ["45e1", 450, "fits"],
      ["0.45E+3", 450, "fits"],
      ["4500e-1", 450, "fits"],
      ["9007199254740991", 9007199254740991, "fits"],
      ["-9007199254740991.0", -9007199254740991, "fits"],
      ["9007199254740992", undefined, "out_of_range"],
      ["1e400", undefined, "out_of_range"],
      ["1e999999999999999999999", undefined, "out_of_range"],
      ["0e999999999999", 0, "fits"],
      ["1.5", undefined, "misfit"],
      ["1e-400", undefined, "misfit"],
      ["9007199254740990.5", undefined, "misfit"],
      ['"450"', undefined, "wrong_type"],
      ["true", undefined, "wrong_type"],
      [`1${"0".repeat(128)}`, undefined, "too_long"],
    ],
  ],
  [
    integer("v", { min: 1, max: 5, text: true }),
    [
      ["0", undefined, "out_of_range"],
      ["6", undefined, "out_of_range"],
      ['"5"', 5, "fits"],
      ['"  5\\n"', 5, "fits"],
      ['"  "', undefined, "null"],
      ['""', undefined, "null"],
      ['"five"', undefined, "misfit"],
      ['"0x5"', undefined, "misfit"],
      ['"5 5"', undefined, "misfit"],
    ],
  ],
  [
    integer64("v"),
    [
      ["9007199254740993", 9007199254740993n, "fits"],
      ["9223372036854775807", 9223372036854775807n, "fits"],
      ["-9223372036854775808", -9223372036854775808n, "fits"],
      ["9223372036854775808", undefined, "out_of_range"],
      ["9007199254740993000e-3", 9007199254740993n, "fits"],
      ["12345678901234567890", undefined, "out_of_range"],
    ],
  ],
  [
    number("v", { text: true }),
    [
      ["-0", 0, "fits"],
      ["0.00344", 0.00344, "fits"],
      ["-1.5e-7", -1.5e-7, "fits"],
      ["0.1234567890123456789", Number("0.1234567890123456789"), "fits"],
      ["123456789012345680000", 123456789012345680000, "fits"],
      ["1e22", 1e22, "fits"],
      ["1e23", 1e23, "fits"],
      ["5e-324", 5e-324, "fits"],
      ["1e-400", 0, "fits"],
      ["1e400", undefined, "out_of_range"],
      ["-1e400", undefined, "out_of_range"],
      ['"2.0010"', 2.001, "fits"],
      ['"NaN"', undefined, "misfit"],
      ['"Infinity"', undefined, "misfit"],
      ['"1.2x"', undefined, "misfit"],
      ['"-"', undefined, "misfit"],
      ['"1e"', undefined, "misfit"],
      ['"1."', undefined, "misfit"],
    ],
  ],
  [
    boolean("v"),
    [
      ["true", true, "fits"],
      ["false", false, "fits"],
      ["0", undefined, "wrong_type"],
      ['"true"', undefined, "wrong_type"],
    ],
  ],
  [
    optionalText("v", { maxBytes: 6 }),
    [
      ['"a b"', "a b", "fits"],
      ['""', "", "fits"],
      ['"äöü"', "äöü", "fits"],
      ['"äöüx"', "äöü", "too_long"],
      ['"abcdeü"', "abcde", "too_long"],
      ['"abcd\\u20ac"', "abcd", "too_long"],
      ['"ab\\ud83d\\ude00"', "ab😀", "fits"],
      ['"abc\\ud83d\\ude00"', "abc", "too_long"],
      ['"\\ud83d"', "\ufffd", "fits"],
      ['"\\ude00x"', "\ufffdx", "fits"],
      ['"\\ude00\\ude00"', "\ufffd\ufffd", "fits"],
      ['"\\ud83d\\u0041"', "\ufffdA", "fits"],
      [`"${"\\n".repeat(50_000)}"`, "\n".repeat(6), "too_long"],
      ["7", undefined, "wrong_type"],
    ],
  ],
  [
    integer("v[]"),
    [
      ["[]", [], "fits"],
      ["[1,2]", [1, 2], "fits"],
      ['[1,"x",null,3]', [1, 3], "null"],
      ["{}", undefined, "wrong_type"],
      ["null", undefined, "null"],
      ["", undefined, "missing"],
    ],
  ],
  [word("v[]"), [['["a","b c",4,null]', ["a", "_other", "_other"], "null"]]],
  [
    integer("v[].a[]"),
    [
      ['[{"a":[1]},{},{"a":null},{"a":[2,3]}]', [1, 2, 3], "null"],
      ['[{"a":[1]},{"a":[2],"a":[3,4]}]', [1, 3, 4], "fits"],
      ["[[1]]", [], "wrong_type"],
    ],
  ],
];

describe("classes of fields", () => {
  for (const [field, table] of cases)
    it.each(table)(`${field.class.name} ${field.path} in %s`, (json, value, outcome) => {
      expect(read(field, json)).toEqual([value, outcome]);
    });

  it("a text that is not UTF-8 does not fit", () => {
    const set = fields({ v: optionalText("v", { maxBytes: 10 }) }, { optIn: ["v"] });
    const counts = new FieldCounts(set);
    const bytes = Buffer.concat([Buffer.from('{"v":"a'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')]);
    expect(readAnswer(set, bytes, { counts })).toEqual({ v: undefined });
    expect(counts.report().fields["v"]!.misfit).toBe(1);
  });
});

it.each([/a/, /^a/, /a$/, /^a$/i, /^a$/gm])("a shape says all of a text, without flags: %s is none", (pattern) => {
  expect(() => shaped("v", { pattern })).toThrow(/from \^ to \$/);
});

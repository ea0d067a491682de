import { describe, expect, it } from "vitest";
import { AnswerError } from "./answer-error.ts";
import {
  describeLeaving,
  documentReader,
  entries,
  FieldCounts,
  fields,
  integer,
  number,
  readAnswer,
  records,
  uuid,
} from "./index.ts";

const score = fields({ avg: number("avg"), n: integer("n", { expected: true }) });

function read(json: string, options: { readonly keys?: readonly string[]; readonly max?: number } = {}) {
  const set = fields({ scores: entries("scores", score, { needs: "avg", ...options }) });
  const counts = new FieldCounts(set);
  const { scores } = readAnswer(set, Buffer.from(`{"before":1,"scores":${json},"after":[{}]}`), { counts });
  return {
    kept: scores && [...scores.kept],
    unnamed: scores?.unnamed,
    beyond: scores?.beyond,
    report: counts.report(),
  };
}

describe("entries", () => {
  it("are the members that have what is needed, by their keys", () => {
    const { kept } = read('{"b" : {"n":1,"avg":0.5,"values":{"u-1":1}} , "a":{"avg":1},"none":{"avg":null,"n":3}}');
    expect(kept).toEqual([
      ["b", { avg: 0.5, n: 1 }],
      ["a", { avg: 1, n: undefined }],
    ]);
  });

  it.each([
    ["{}", []],
    ['{"a":{}}', []],
    ['{"a":7,"b":[{"avg":1}],"c":"avg"}', []],
    ["null", undefined],
    ["[]", undefined],
    ['"text"', undefined],
    ["1", undefined],
  ])("are read from %s as %j", (json, expected) => {
    expect(read(json).kept).toEqual(expected);
  });

  it("have no key that is no label, or an address; they are counted", () => {
    const json = `{"two words":{"avg":1},"jane@example.org":{"avg":1},"":{"avg":1},"${"x".repeat(129)}":{"avg":1},"ok":{"avg":1}}`;
    expect(read(json)).toMatchObject({ kept: [["ok", { avg: 1 }]], unnamed: 4, beyond: 0 });
  });

  it("have keys as they are meant, not as they are written", () => {
    expect(read('{"\\u0061\\/b":{"avg":1},"__proto__":{"avg":2}}').kept).toMatchObject([
      ["a/b", { avg: 1 }],
      ["__proto__", { avg: 2 }],
    ]);
  });

  it("are only those with known keys, where they are named; these may be any text", () => {
    const json = '{"My score":{"avg":1},"m\\u0079":{"avg":2},"other one":{"avg":"x"}}';
    const { kept, unnamed, report } = read(json, { keys: ["My score", "my", "absent"] });
    expect(kept?.map(([key]) => key)).toEqual(["My score", "my"]);
    expect(unnamed).toBe(0);
    // Nobody looked into the other one.
    expect(report.fields["scores.avg"]).toMatchObject({ fits: 2, wrong_type: 0 });
  });

  it("are bounded, and counted beyond", () => {
    const json = '{"a":{"avg":1},"b":{"avg":2},"c":{"avg":3},"d":{"avg":null},"a":{"avg":4}}';
    const { kept, beyond, report } = read(json, { max: 2 });
    expect(kept).toMatchObject([
      ["a", { avg: 4 }],
      ["b", { avg: 2 }],
    ]);
    expect(beyond).toBe(1);
    expect(report.fields["scores"]).toMatchObject({ too_many: 1 });
  });

  it("are counted field by field", () => {
    const { report } = read('{"a":{"avg":"high","n":1},"b":{"avg":1,"n":1.5},"c":{"avg":1,"n":2},"d":3}');
    expect(report.fields["scores"]).toMatchObject({ fits: 1 });
    expect(report.fields["scores.avg"]).toMatchObject({ fits: 2, wrong_type: 2 });
    expect(report.fields["scores.n"]).toMatchObject({ fits: 2, misfit: 1, wrong_type: 1 });
  });

  it("drift when most of them are no longer as declared", () => {
    const set = fields({ scores: entries("scores", score, { needs: "avg" }) });
    const counts = new FieldCounts(set);
    for (let i = 0; i < 20; i++)
      readAnswer(set, Buffer.from('{"scores":{"a":{"avg":"0.5"},"b":{"avg":1}}}'), { counts });
    expect(counts.drift({ share: 0.4 })).toEqual([
      { field: "scores.avg", outcome: "wrong_type", share: 0.5 },
      { field: "scores.n", outcome: "missing", share: 1 },
    ]);
  });

  it("are counted over several answers, as are all fields", () => {
    const set = fields({ scores: entries("scores", score, { needs: "avg" }) });
    const reader = documentReader(set, records(""));
    reader.feed(Buffer.from('[{"scores":{"a":{"avg":1},"b":{}}},7,{"scores":1,"scores":2}]'));
    reader.end();
    while (reader.next() !== undefined);
    const counts = new FieldCounts(set);
    counts.include(reader.counts);
    counts.include(reader.counts);
    const { records: read, duplicateKeys, skipped, fields: found } = counts.report();
    expect([read, duplicateKeys, skipped.not_an_object]).toEqual([4, 2, 2]);
    expect([found["scores"]!.fits, found["scores"]!.wrong_type]).toEqual([2, 2]);
    expect([found["scores.avg"]!.fits, found["scores.avg"]!.missing]).toEqual([2, 2]);
  });

  it("are each record's own", () => {
    const set = fields({ id: uuid("id"), scores: entries("scores", score, { needs: "avg" }) });
    const reader = documentReader(set, records(""));
    reader.feed(Buffer.from('[{"scores":{"a":{"avg":1}}},{"scores":{}},{},{"scores":{"b":{"avg":2}}}]'));
    reader.end();
    const found = [];
    for (let record = reader.next(); record !== undefined; record = reader.next())
      found.push(record.scores && [...record.scores.kept.keys()]);
    expect(found).toEqual([["a"], [], undefined, ["b"]]);
  });

  it.each([
    ['{"a":{"avg":1}]', "scores"],
    ['{"a" {"avg":1}}', "scores"],
    ['{"a":{"avg":1},}', "scores"],
    ['{"a":{"avg":1x}}', "scores.avg"],
    ['{"a":{"avg":1};"b":2}', "scores"],
  ])("that are not JSON (%s) are refused with their place, and no key", (json, path) => {
    const found = (): unknown => read(json);
    expect(found).toThrow(AnswerError);
    expect(found).toThrow(expect.objectContaining({ path }));
    expect(found).not.toThrow(/"a"/);
  });

  it.each([
    [() => entries("a[]", score, { needs: "avg" }), "a[] would be a list of entries"],
    [() => entries("a", score, { needs: "avg", max: 0 }), "entries need a limit above 0, found 0"],
    [() => entries("a", score, { needs: "avg", keys: [] }), "entries know no keys"],
    [() => entries("a", score, { needs: "mean" as "avg" }), "entries need mean, which is not read of them"],
  ])("cannot be declared in vain (%#)", (declare, message) => {
    expect(declare).toThrow(message);
  });

  it("are told among what leaves", () => {
    const set = fields({ scores: entries("scores", score, { needs: "avg" }) });
    expect(describeLeaving(set)).toBe("these fields leave: scores (entries)");
  });
});

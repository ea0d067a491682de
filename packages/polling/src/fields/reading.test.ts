import { describe, expect, expectTypeOf, it } from "vitest";
import {
  AnswerError,
  cursor,
  documentReader,
  enumeration,
  FieldCounts,
  fields,
  identifier,
  integer,
  lineReader,
  optional,
  optionalText,
  readAnswer,
  records,
  recordsFrom,
  time,
  uuid,
  word,
  type RecordReader,
} from "./index.ts";

const set = fields({ id: identifier("id"), model: word("extra.metadata.model"), tags: identifier("tags[]") });

function readAll<R>(reader: RecordReader<R>, ...chunks: readonly (string | Uint8Array)[]): R[] {
  const all: R[] = [];
  const take = () => {
    for (let record = reader.next(); record !== undefined; record = reader.next()) all.push(record);
  };
  for (const chunk of chunks) {
    reader.feed(Buffer.from(chunk));
    take();
  }
  reader.end();
  take();
  return all;
}

const bare = (id: string) => ({ id, model: undefined, tags: undefined });

describe("readAnswer", () => {
  it("reads declared paths alone, whatever else stands around them", () => {
    const answer = `\n{ "x": {"id": [1, {"id": "no"}], "y": "]}\\"" }, "i\\u0064" : "a" ,
      "extra":{"model":"no","metadata":{"n":null,"model":"m"}},"tags":["t",7,"u"]}\r\n`;
    expect(readAnswer(set, Buffer.from(answer))).toEqual({ id: "a", model: "m", tags: ["t", "u"] });
  });

  it.each([
    ['{"id":"a","id":"b"}', bare("b"), 1],
    ['{"id":"a","id":null}', { ...bare("a"), id: undefined }, 1],
    ['{"id":"a","\\u0069d":"b"}', bare("b"), 1],
    ['{"extra":{"metadata":{"model":"m"}},"extra":{},"id":"a"}', bare("a"), 1],
    ['{"extra":{"metadata":{"model":"m"},"metadata":7},"id":"a"}', bare("a"), 1],
    ['{"id":"a","tags":["x"],"tags":["y","z"]}', { ...bare("a"), tags: ["y", "z"] }, 1],
    ['{"id":"a","tags":["x"],"tags":null}', bare("a"), 1],
    ['{"id":"a","x":1,"x":2}', bare("a"), 0],
  ])("of two members with one key the last counts, and it is counted: %s", (answer, record, duplicateKeys) => {
    const counts = new FieldCounts(set);
    expect(readAnswer(set, Buffer.from(answer), { counts })).toEqual(record);
    expect(counts.report().duplicateKeys).toBe(duplicateKeys);
  });

  it.each([
    ["", "expected an object or an array at byte 0"],
    ["7", "expected an object or an array at byte 0"],
    ['{"id":', "expected a value at byte 6 in id"],
    ['{"id":"a', "expected the end of a string at byte 6 in id"],
    ['{"id":"a"', 'expected "," or "}" at byte 9'],
    ['{"id":"a"}}', "expected the end of the answer at byte 10"],
    ['{"id":"a",}', "expected a key at byte 10"],
    ['{"id" "a"}', 'expected ":" at byte 6'],
    ["{id:1}", "expected a key at byte 1"],
    ['{"id":nul}', "expected a value at byte 6 in id"],
    ['{"id":truth}', "expected a value at byte 6 in id"],
    ['{"id":01}', "expected a number at byte 6 in id"],
    ['{"id":1.}', "expected a number at byte 6 in id"],
    ['{"id":.5}', "expected a value at byte 6 in id"],
    ['{"id":"\\x"}', "expected an escape that JSON knows at byte 7 in id"],
    ['{"id":"\\u12g4"}', "expected an escape that JSON knows at byte 7 in id"],
    ['{"id":"a\nb"}', "expected no control character in a string at byte 8 in id"],
    ['{"i\\q":1}', "expected an escape that JSON knows at byte 3"],
    ['{"tags":[1,]}', "expected a value at byte 11 in tags[]"],
    ['{"tags":[1 2]}', 'expected "," or "]" at byte 11 in tags'],
    ['{"extra":{"metadata":nil}}', "expected a value at byte 21 in extra.metadata"],
    ['{"x":[}]}', "expected what closes the innermost bracket at byte 6"],
    ['{"x":,"id":"a"}', "expected a value at byte 5"],
    ['{"extra":{"x":{"y":[}}}', "expected what closes the innermost bracket at byte 20 in extra"],
  ])("what is no JSON is an error with place and expectation: %s", (answer, message) => {
    const read = () => readAnswer(set, Buffer.from(answer));
    expect(read).toThrow(AnswerError);
    expect(read).toThrow(expect.objectContaining({ message, code: "POLLING_BAD_JSON", kind: "malformed" }) as Error);
  });

  it("limits depth, on the declared way and beside it, and how much a list keeps", () => {
    const deep = (depth: number) => Buffer.from(`{"x":${"[".repeat(depth)}${"]".repeat(depth)},"tags":["a","b","c"]}`);
    const counts = new FieldCounts(set);
    expect(readAnswer(set, deep(4), { maxDepth: 5, maxItems: 2, counts }).tags).toEqual(["a", "b"]);
    expect(counts.report().fields["tags"]!.too_many).toBe(1);
    const tooDeep = expect.objectContaining({ code: "POLLING_JSON_TOO_DEEP" }) as Error;
    expect(() => readAnswer(set, deep(5), { maxDepth: 5 })).toThrow(tooDeep);
    expect(() => readAnswer(set, Buffer.from('{"extra":{"metadata":{}}}'), { maxDepth: 2 })).toThrow(tooDeep);
    expect(() => readAnswer(set, Buffer.from("[".repeat(1_000_000)))).toThrow(AnswerError);
  });
});

describe("lineReader", () => {
  it("reads line by line, across chunks, the last line with or without its end", () => {
    const reader = lineReader(set);
    expect(readAll(reader, '{"id":"a"}\r\n{"i', 'd":"b', '"}\n{"id":"c"}')).toEqual([bare("a"), bare("b"), bare("c")]);
    expect([reader.position, reader.offset]).toEqual([3, 33]);
    expect(readAll(lineReader(set), '{"id":"a"}\n')).toEqual([bare("a")]);
    expect(readAll(lineReader(set))).toEqual([]);
  });

  it("skips and counts what cannot be read, and goes on behind it", () => {
    const reader = lineReader(set, { maxRecordBytes: 30, maxDepth: 3 });
    const lines = [
      "",
      "7",
      '{"id":',
      '{"x":[[[1]]]}',
      `{"x":"${"x".repeat(40)}"}`,
      '{"id":"a"} x',
      "[]",
      "null",
      '{"id":"z"}',
    ];
    expect(readAll(reader, `${lines.join("\n")}\n`)).toEqual([bare("z")]);
    expect(reader.counts.report()).toMatchObject({
      records: 1,
      skipped: { malformed: 3, not_an_object: 3, too_deep: 1, too_large: 1 },
    });
    expect(reader.position).toBe(lines.length);
    expect(reader.offset).toBe(lines.join("\n").length + 1);
    expect(reader.lastProblem?.message).toBe("expected the end of the line at byte 84");
  });

  it("tells after each record where it stands, so that reading can go on there", () => {
    const text = '{"id":"a"}\n\n{"id":"b"}\n{"id":"c"}\n';
    const reader = lineReader(set);
    reader.feed(Buffer.from(text));
    expect([reader.next()?.id, reader.position, reader.offset]).toEqual(["a", 1, 11]);
    expect([reader.next()?.id, reader.position, reader.offset]).toEqual(["b", 3, 23]);
    expect(readAll(lineReader(set), text.slice(23))).toEqual([bare("c")]);
    const again = lineReader(set, { skipLines: 3 });
    expect(readAll(again, text)).toEqual([bare("c")]);
    expect([again.position, again.counts.report().skipped.malformed]).toEqual([4, 0]);
  });

  it("does not take a chunk before the last one was read out", () => {
    const reader = lineReader(set);
    reader.feed(Buffer.from('{"id":"a"}\n{"id":"b"}\n'));
    reader.next();
    expect(() => reader.feed(Buffer.from("\n"))).toThrow("fed before it was read out");
  });
});

describe("documentReader", () => {
  const beside = fields({ next: cursor("cursors.next"), total: integer("total") });

  it("reads the records and what stands beside them, before or behind", () => {
    const reader = documentReader(set, records("runs"), { beside });
    const answer =
      '{"total":2,"facets":[{"runs":[{"id":"no"}]}],"runs":[{"id":"a"},{"id":"b"}],"cursors":{"next":"n"}}';
    expect(readAll(reader, answer)).toEqual([bare("a"), bare("b")]);
    expect(reader.beside()).toEqual({ next: "n", total: 2 });
    expectTypeOf(reader.beside()).toEqualTypeOf<{
      readonly next: string | undefined;
      readonly total: number | undefined;
    }>();
  });

  it.each([
    ["", "[]", []],
    ["", ' [ {"id":"a"} , {"id":"b"} ] ', ["a", "b"]],
    ["data.items", '{"data":{"x":1,"items":[{"id":"a"}]},"items":[{"id":"no"}]}', ["a"]],
    ["data.items", '{"d\\u0061ta":{"items":[]}}', []],
    ["data", '{"data":null}', []],
    ["a\\.b", '{"a.b":[{"id":"a"}],"a":{"b":[{"id":"no"}]}}', ["a"]],
  ])("finds the records at %j in %s", (path, answer, ids) => {
    expect(readAll(documentReader(set, records(path)), answer).map(({ id }) => id)).toEqual(ids);
  });

  it("skips and counts what cannot be read, and goes on behind it", () => {
    const runs = [
      "7",
      "null",
      '"x"',
      '{"id" 7}',
      '{"x":[[[1]]]}',
      `{"x":"${"x".repeat(99)}"}`,
      `"${"x".repeat(99)}"`,
      '{"id":"z"}',
    ];
    for (const chunk of [1, 7, 10_000]) {
      const answer = `{"runs":[${runs.join(",")}]}`;
      const again = documentReader(set, records("runs"), { maxRecordBytes: 40, maxDepth: 3 });
      expect(readAll(again, ...pieces(Buffer.from(answer), chunk))).toEqual([bare("z")]);
      expect(again.counts.report()).toMatchObject({
        records: 1,
        skipped: { malformed: 1, not_an_object: 3, too_deep: 1, too_large: 2 },
      });
      expect([again.position, again.lastProblem?.message]).toEqual([8, 'expected ":" at byte 26 in runs[]']);
    }
  });

  it.each([
    ['{"runs":[{"id":"a"}', "expected more: the answer ends early at byte 19 in runs[]"],
    ['{"runs":[{"id":"a"', "expected more: the answer ends early at byte 18 in runs[]"],
    ["", "expected more: the answer ends early at byte 0"],
    ['{"other":[]}', "expected an array of records at runs at byte 0"],
    ['{"runs":{}}', "expected an array at byte 8 in runs"],
    ["[]", "expected an object at byte 0"],
    ['{"runs":[]}x', "expected the end of the answer at byte 11"],
    ['{"runs":[],}', "expected a key at byte 11"],
    ['{"runs":[{"id":"a"},]}', "expected a value at byte 20 in runs[]"],
    ['{"runs":[{}{}]}', 'expected "," or "]" at byte 11 in runs[]'],
    ['{"runs":[{"x":[}]}', "expected what closes the innermost bracket at byte 15 in runs[]"],
    ['{"runs":[],"runs":[]}', "expected the records, or the way to them, once at byte 11"],
    ['{"a":1 "runs":[]}', 'expected "," or "}" at byte 7'],
    ['{"runs" []}', 'expected ":" at byte 8'],
    ['{"total":01,"runs":[]}', "expected a number at byte 9 in total"],
  ])("refuses what is no such answer: %s", (answer, message) => {
    for (const size of [1, 10_000]) {
      const reader = documentReader(set, records("runs"), { beside });
      expect(() => readAll(reader, ...pieces(Buffer.from(answer), size))).toThrow(
        expect.objectContaining({ name: "AnswerError", message }) as Error,
      );
    }
  });

  it("bounds what stands around the records", () => {
    const read = (answer: string) => () =>
      readAll(
        documentReader(set, records("runs"), { beside, maxRecordBytes: 100 }),
        ...pieces(Buffer.from(answer), 64),
      );
    const tooLarge = expect.objectContaining({ code: "POLLING_JSON_TOO_LARGE" }) as Error;
    expect(read(`{"${"k".repeat(5_000)}":1,"runs":[]}`)).toThrow(tooLarge);
    expect(read(`{"k"${" ".repeat(5_000)}:1,"runs":[]}`)).toThrow(tooLarge);
    expect(read(`{"total":"${"x".repeat(200)}","runs":[]}`)).toThrow(tooLarge);
    expect(read(`{"x":"${"x".repeat(20_000)}","runs":[]}`)).not.toThrow();
  });

  it.each([
    ["null", "null"],
    ["7", "wrong_type"],
    ["true", "wrong_type"],
    ['"x"', "wrong_type"],
    ["[]", "wrong_type"],
  ])("what should hold fields beside the records is %s: those are %s", (json, outcome) => {
    const besideCounts = new FieldCounts(beside);
    const reader = documentReader(set, records("runs"), { beside, besideCounts });
    expect(readAll(reader, `{"runs":[{"id":"a"}],"cursors":${json},"total":1}`)).toHaveLength(1);
    expect(reader.beside()).toEqual({ next: undefined, total: 1 });
    expect(besideCounts.report().fields["next"]).toMatchObject({ [outcome]: 1 });
  });

  it.each(["total", "runs", "runs[]", "runs[].id", "runs.id"])(
    "no field beside is read from the records: %s",
    (path) => {
      const other = fields({ bad: integer(path) });
      const make = () => documentReader(set, records("runs"), { beside: other });
      if (path === "total") expect(make).not.toThrow();
      else expect(make).toThrow("would be read from the records");
      expect(() => documentReader(set, records(`${path.replaceAll("[]", "")}.x`), { beside: other })).toThrow();
    },
  );
});

describe("recordsFrom", () => {
  it("reads a body as it comes, and holds no more than a record of it", async () => {
    let given = 0;
    let read = 0;
    async function* body() {
      for (; given < 100; given++) {
        expect(given - read).toBeLessThanOrEqual(1);
        yield Buffer.from(`{"id":"r${given}"}\n{"id":`);
        yield Buffer.from(`"s${given}"}\n`);
      }
    }
    for await (const { id } of recordsFrom(lineReader(set), body())) if (id === `s${read}`) read++;
    expect(read).toBe(100);
  });
});

describe("the type of a record", () => {
  it("follows from the declarations", () => {
    const declared = fields({
      id: identifier("id"),
      status: enumeration("status", { values: ["ok", "bad"] }),
      at: time("at"),
      counts: integer("counts[].n"),
      note: optionalText("note", { maxBytes: 100 }),
      trace: optional(uuid("trace")),
    });
    const record = readAnswer(declared, Buffer.from("{}"));
    expectTypeOf(record).toEqualTypeOf<{
      readonly id: string | undefined;
      readonly status: "ok" | "bad" | "_other" | undefined;
      readonly at: bigint | undefined;
      readonly counts: readonly number[] | undefined;
      readonly note?: string | undefined;
      readonly trace?: string | undefined;
    }>();
    expect(Object.keys(record)).toEqual(["id", "status", "at", "counts"]);
  });
});

function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

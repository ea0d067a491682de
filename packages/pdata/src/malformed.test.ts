import { describe, expect, it } from "vitest";
import { tracesFromRanges } from "./payloads.ts";
import { parseRequest } from "./parse-request.ts";
import { WireError } from "./wire/wire-error.ts";

const field = (number: number, wireType: number): number => number * 8 + wireType;
/** A field with a length. */
const message = (number: number, ...content: readonly number[]): number[] => [
  field(number, 2),
  content.length,
  ...content,
];
/** A request with one resource, one scope and one span. */
const withSpan = (...span: readonly number[]): Uint8Array =>
  new Uint8Array(message(1, ...message(2, ...message(2, ...span))));
const request = (...content: readonly number[]): Uint8Array => new Uint8Array(content);

function thrownBy(read: () => unknown): WireError {
  try {
    read();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const isCollectorErrorMark = Symbol.for("genai-collector.error/1");
const spanPath = "resource_spans[0].scope_spans[0].spans[0]";
const zeros = (length: number): number[] => Array.from({ length }, () => 0);
const tenBytes = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80];

describe("bytes that are no request", () => {
  const scope = "resource_spans[0].scope_spans[0]";

  it.each([
    ["a tag that ends early", request(0x80), "a number that ends early at byte 0"],
    ["a length that ends early", request(0x0a, 0x80), "a number that ends early at byte 1 in resource_spans[0]"],
    ["a length past the end", request(0x0a, 5, 0), "a length of 5, 1 are left at byte 1 in resource_spans[0]"],
    [
      "a length of 4 GiB",
      request(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f),
      "a length of 4294967295, 0 are left at byte 1 in resource_spans[0]",
    ],
    [
      "a varint of eleven bytes",
      request(0x0a, ...tenBytes, 0x80, 1),
      "a number of more than 10 bytes at byte 1 in resource_spans[0]",
    ],
    ["field number 0", request(0x02, 0), "field number 0 at byte 0"],
    ["a group", request(0x0b, 0x0c), "wire type 3 for a message at byte 1 in resource_spans[0]"],
    ["an end of a group", request(0x0c), "wire type 4 for a message at byte 1 in resource_spans[0]"],
    ["wire type 6", request(0x0e), "wire type 6 for a message at byte 1 in resource_spans[0]"],
    ["an unknown group", request(field(9, 3)), "wire type 3 of field 9 at byte 1"],
    ["a resource that is a number", request(0x08, 1), "wire type 0 for a message at byte 1 in resource_spans[0]"],
    ["a scope past its resource", request(...message(1, 0x12, 9)), `a length of 9, 0 are left at byte 3 in ${scope}`],
    [
      "a span past its scope",
      request(...message(1, ...message(2, 0x12, 9))),
      `a length of 9, 0 are left at byte 5 in ${scope}.spans[0]`,
    ],
    [
      "a resource's text that is a number",
      request(...message(1, 0x1d, 0)),
      "wire type 5 for a string at byte 3 in resource_spans[0].schema_url",
    ],
  ])("%s: refused at the door, with offset and path", (_what, body, said) => {
    const error = thrownBy(() => parseRequest("traces", body));
    expect(error).toMatchObject({ code: "PDATA_MALFORMED", kind: "malformed", message: said });
    expect(isCollectorErrorMark in error).toBe(true);
  });

  it("is a request without anything when it is empty", () => {
    expect(parseRequest("traces", request()).items).toBe(0);
  });
});

describe("a message that reaches out of the one around it", () => {
  const path = {
    traces: [1, 2, 2],
    logs: [1, 2, 2],
    // Metrics have two levels more: the metric and its data, here a sum.
    metrics: [1, 2, 2, 7, 1],
  } as const;
  const cases = Object.entries(path).flatMap(([signal, fields]) =>
    fields
      .slice(1)
      .flatMap((_field, index) => [1, 2, 3].map((excess) => [signal as keyof typeof path, index + 1, excess] as const)),
  );

  /** A request whose message at `depth` claims `excess` bytes more than it has, which stand behind what is around it. */
  function reachingOut(fields: readonly number[], depth: number, excess: number): Uint8Array {
    let content: number[] = [];
    for (let level = fields.length - 1; level >= 0; level--) {
      content = message(fields[level]!, ...content);
      if (level === depth) content[1]! += excess;
    }
    // Well-formed resources behind it, so that there is something to reach into.
    return new Uint8Array([...content, ...message(1), ...message(1), ...message(1)]);
  }

  it.each(cases)("%s, level %i, by %i: refused at the door, by both checks", (signal, depth, excess) => {
    const body = reachingOut(path[signal], depth, excess);
    expect(thrownBy(() => parseRequest(signal, body)).code).toBe("PDATA_MALFORMED");
    expect(thrownBy(() => parseRequest(signal, body, { validate: "full" })).code).toBe("PDATA_MALFORMED");
    expect(thrownBy(() => parseRequest(signal, body)).message).toMatch(
      /^a length of \d+, \d+ are left at byte \d+ in r/,
    );
  });

  it.each(Object.entries(path))("%s that do not are taken", (signal, fields) => {
    expect(parseRequest(signal as keyof typeof path, reachingOut(fields, 1, 0)).items).toBe(1);
  });
});

describe("the inside of an item", () => {
  const cases = [
    ["a name that is a number", withSpan(field(5, 0), 1), `${spanPath}.name`],
    ["a time that is a text", withSpan(...message(7, 1)), `${spanPath}.start_time_unix_nano`],
    ["a time that ends early", withSpan(field(7, 1), 1, 2), `${spanPath}.start_time_unix_nano`],
    ["an attribute past its span", withSpan(field(9, 2), 9), `${spanPath}.attributes[0]`],
    [
      "an event's time that is a varint",
      withSpan(...message(11, field(1, 0), 1)),
      `${spanPath}.events[0].time_unix_nano`,
    ],
    ["a link's id that is a number", withSpan(...message(13, field(1, 0), 1)), `${spanPath}.links[0].trace_id`],
    [
      "a value's number that is a text",
      withSpan(...message(9, ...message(2, ...message(3, 1)))),
      `${spanPath}.attributes[0].value.int_value`,
    ],
    ["a trace ID of 15 bytes", withSpan(...message(1, ...zeros(15))), `${spanPath}.trace_id`],
    ["a trace ID of 17 bytes", withSpan(...message(1, ...zeros(17))), `${spanPath}.trace_id`],
    ["a span ID of 16 bytes", withSpan(...message(2, ...zeros(16))), `${spanPath}.span_id`],
    ["a parent's ID of 1 byte", withSpan(...message(4, 1)), `${spanPath}.parent_span_id`],
    [
      "a link's trace ID of 8 bytes",
      withSpan(...message(13, ...message(1, ...zeros(8)))),
      `${spanPath}.links[0].trace_id`,
    ],
    [
      "a link's span ID of 7 bytes",
      withSpan(...message(13, ...message(2, ...zeros(7)))),
      `${spanPath}.links[0].span_id`,
    ],
    ["a status that is a group", withSpan(field(15, 3)), `${spanPath}.status`],
  ] as const;

  it.each(cases)("%s: passes the door, and is found when something reads it", (_what, body, path) => {
    const payload = parseRequest("traces", body);
    expect(payload.items).toBe(1);
    const error = thrownBy(() => payload.decoded());
    expect(error).toMatchObject({ code: "PDATA_MALFORMED", path });
  });

  it.each(cases)("%s: refused at the door that validates fully", (_what, body, path) => {
    expect(thrownBy(() => parseRequest("traces", body, { validate: "full" })).path).toBe(path);
  });

  it("is told as an offset in the request, not in the resource", () => {
    const good = withSpan();
    const bad = withSpan(field(5, 0), 1);
    const both = new Uint8Array([...good, ...bad]);
    const error = thrownBy(() => parseRequest("traces", both, { validate: "full" }));
    expect(error.path).toBe("resource_spans[1].scope_spans[0].spans[0].name");
    expect(error.offset).toBeGreaterThan(good.length);
  });

  it("leaves the encoded form the truth when it does not decode", () => {
    const payload = parseRequest("traces", withSpan(field(5, 0), 1));
    const before = payload.encoded();
    thrownBy(() => payload.takeDecoded());
    expect(payload.encoded()).toBe(before);
    expect(payload.items).toBe(1);
  });
});

describe("identifiers", () => {
  const inRecord = (...record: readonly number[]) =>
    new Uint8Array(message(1, ...message(2, ...message(2, ...record))));
  const inExemplar = (...exemplar: readonly number[]) =>
    inRecord(...message(5, ...message(1, ...message(5, ...exemplar))));

  it.each([
    ["logs", "log_records[0].trace_id", inRecord(...message(9, ...zeros(15)))],
    ["logs", "log_records[0].span_id", inRecord(...message(10, ...zeros(9)))],
    ["metrics", "metrics[0].gauge.data_points[0].exemplars[0].span_id", inExemplar(...message(4, ...zeros(16)))],
    ["metrics", "metrics[0].gauge.data_points[0].exemplars[0].trace_id", inExemplar(...message(5, ...zeros(8)))],
  ] as const)("of %s that have another length are refused: %s", (signal, path, body) => {
    const wrongLength = expect.objectContaining({
      code: "PDATA_MALFORMED",
      path: expect.stringContaining(path) as string,
      message: expect.stringMatching(/^an identifier of \d+ bytes, expected (8|16) at byte/) as string,
    });
    expect(() => parseRequest(signal, body).decoded()).toThrow(wrongLength);
    expect(() => parseRequest(signal, body, { validate: "full" })).toThrow(wrongLength);
  });

  it("may be empty or absent: both say that there is none", () => {
    for (const body of [
      withSpan(),
      withSpan(...message(1), ...message(2), ...message(4), ...message(13, ...message(1))),
    ]) {
      const [span] = parseRequest("traces", body, { validate: "full" }).takeDecoded().resourceSpans[0]!.scopeSpans[0]!
        .spans;
      expect(span).toMatchObject({
        traceId: new Uint8Array(),
        spanId: new Uint8Array(),
        parentSpanId: new Uint8Array(),
      });
    }
  });
});

describe("text that is not UTF-8", () => {
  const body = withSpan(...message(5, 0xff, 0xfe));

  it("is refused by full validation, and replaced where it was let in", () => {
    expect(thrownBy(() => parseRequest("traces", body, { validate: "full" })).message).toContain("not UTF-8");
    expect(parseRequest("traces", body).takeDecoded().resourceSpans[0]!.scopeSpans[0]!.spans[0]!.name).toBe(
      "\uFFFD\uFFFD",
    );
  });
});

describe("depth", () => {
  /** A span with an attribute whose value nests so deep. */
  function nested(depth: number): Uint8Array {
    let value: number[] = [];
    for (let i = 1; i < depth; i++) value = lengthy(5, lengthy(1, value));
    return new Uint8Array(lengthy(1, lengthy(2, lengthy(2, lengthy(9, lengthy(2, value))))));
  }
  const lengthy = (number: number, content: readonly number[]): number[] => {
    const length: number[] = [];
    let rest = content.length;
    for (; rest > 0x7f; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
    return [field(number, 2), ...length, rest, ...content];
  };

  it("is bounded: a hundred values in one another are read, more are refused", () => {
    expect(() => parseRequest("traces", nested(100)).decoded()).not.toThrow();
    expect(thrownBy(() => parseRequest("traces", nested(101)).decoded()).code).toBe("PDATA_TOO_DEEP");
    const huge = nested(2_000);
    expect(parseRequest("traces", huge).items).toBe(1);
    expect(thrownBy(() => parseRequest("traces", huge).decoded()).code).toBe("PDATA_TOO_DEEP");
    expect(thrownBy(() => parseRequest("traces", huge, { validate: "full" })).code).toBe("PDATA_TOO_DEEP");
  });
});

describe("a range that is none", () => {
  it.each([
    ["empty", new Uint8Array()],
    ["another field", new Uint8Array([0x12, 0])],
    ["two fields", new Uint8Array([0x0a, 0, 0x0a, 0])],
  ])("%s: an error, whatever is asked of it", (_what, bytes) => {
    const payload = tracesFromRanges([{ bytes }]);
    expect(thrownBy(() => payload.items).code).toBe("PDATA_MALFORMED");
  });
});

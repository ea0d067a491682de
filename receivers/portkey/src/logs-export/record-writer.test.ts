import { lineReader } from "@genai-collector/polling/fields";
import type { PolledRecord } from "@genai-collector/polling";
import { describe, expect, it } from "vitest";
import { decodeExports } from "../../test/decode-exports.ts";
import { recordShape, type RecordShape } from "./record-shape.ts";
import { RecordWriter } from "./record-writer.ts";

const time = 1_770_000_000_000_000_000n;
const uuid = "0f0e0d0c-0b0a-4908-8706-050403020100";

function shapeOf(exports: object = {}): RecordShape {
  return recordShape(decodeExports(exports).loops.logs_export!);
}

/** What becomes of a record of an export, and how many trace ids were none. */
function written(record: object, exports: object = {}, useCase = ""): PolledRecord & { readonly unparsed: number } {
  const shape = shapeOf(exports);
  const reader = lineReader(shape.set);
  reader.feed(Buffer.from(JSON.stringify(record)));
  reader.end();
  const writer = new RecordWriter(shape, useCase);
  return { ...writer.write(reader.next()!, time), unparsed: writer.takeUnparsedTraceIds() };
}

function attributes(record: PolledRecord): Readonly<Record<string, unknown>> {
  return Object.fromEntries(record.attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

const sample = {
  id: "r-1",
  trace_id: uuid,
  created_at: "2026-02-03T08:12:44Z",
  response_time: 733,
  response_status_code: 200,
  ai_org: "openai",
  ai_model: "@prod/example-large-1",
  cost: 0.42,
  total_units: 910,
  req_units: 700,
  res_units: 210,
  cache_status: "SEMANTIC HIT",
  prompt_slug: "pp-triage-9c1",
  prompt_id: "prompt-1",
  prompt_version_id: "prompt-1-v2",
};

describe("a record", () => {
  it("W7, W32: typed values with units in their names, severity, trace id, no body", () => {
    const { resource, ...record } = written(sample);
    expect(resource).toEqual({ ai_model: "@prod/example-large-1", ai_org: "openai", response_status_code: "200" });
    expect(record.body).toBeUndefined();
    expect([record.severityNumber, record.severityText, record.timeUnixNano]).toEqual([9, "INFO", time]);
    expect(Buffer.from(record.traceId!).toString("hex")).toBe(uuid.replaceAll("-", ""));
    expect(record.attributes).toEqual([
      { key: "cache_status", value: { stringValue: "SEMANTIC HIT" } },
      { key: "cost_usd", value: { doubleValue: 0.0042 } },
      { key: "id", value: { stringValue: "r-1" } },
      { key: "prompt_id", value: { stringValue: "prompt-1" } },
      { key: "prompt_slug", value: { stringValue: "pp-triage-9c1" } },
      { key: "prompt_version_id", value: { stringValue: "prompt-1-v2" } },
      { key: "req_units", value: { intValue: 700n } },
      { key: "res_units", value: { intValue: 210n } },
      { key: "response_time_ms", value: { doubleValue: 733 } },
      { key: "source", value: { stringValue: "portkey" } },
      { key: "total_units", value: { intValue: 910n } },
      { key: "trace_id", value: { stringValue: uuid } },
    ]);
  });

  it("107: with every forbidden field: only allowed fields survive, body empty", () => {
    const content = {
      prompt: "CONTENT",
      request: { a: "CONTENT" },
      response: "CONTENT",
      messages: ["CONTENT"],
      inputs: {},
      outputs: [],
      metadata: { owner: "CONTENT" },
      portkeyHeaders: { a: "CONTENT" },
      surprise: "CONTENT",
      request_url: "CONTENT",
    };
    expect(written({ ...content, ...sample })).toEqual(written(sample));
  });

  it("108: object or array under an allowed key: dropped; null: dropped, not an empty text", () => {
    const record = written({ ...sample, prompt_id: { a: 1 }, prompt_slug: ["x"], trace_id: null, ai_org: null });
    expect(Object.keys(attributes(record))).not.toEqual(expect.arrayContaining(["prompt_id"]));
    expect([attributes(record)["prompt_slug"], attributes(record)["trace_id"], record.resource]).toEqual([
      undefined,
      undefined,
      { ai_model: "@prod/example-large-1", response_status_code: "200" },
    ]);
  });

  it("109: number 0.0000001: as it is on the record, 0.0000001 on the resource", () => {
    const raw = { cost_divisor: 1 };
    expect(attributes(written({ cost: 0.0000001 }, raw))["cost_usd"]).toBe(0.0000001);
    expect(written({ cost: 0.0000001 }, { ...raw, extra_indexed_fields: ["cost"] }).resource).toEqual({
      cost_usd: "0.0000001",
    });
    expect(written({ total_units: 1485 }, { extra_indexed_fields: ["total_units"] }).resource).toEqual({
      total_units: "1485",
    });
  });

  it.each([
    ["a text with blanks", { prompt_slug: "what is the capital" }],
    ["a text of another script", { prompt_slug: "今日の天気" }],
    ["a text of endless length", { prompt_slug: "x".repeat(1_000) }],
    ["a negative cost", { cost: -1 }],
    ["a huge cost", { cost: 1e300 }],
    ["half a token", { total_units: 1.5 }],
    ["a status that is none", { response_status_code: 1_000 }],
    ["a model with a blank", { ai_model: "you are a helpful assistant" }],
  ])("%s is left out", (_, record) => {
    const { resource, attributes: found } = written(record);
    expect([resource, found.map(({ key }) => key)]).toEqual([{}, ["source"]]);
  });

  it("numbers that come as texts are numbers", () => {
    const record = attributes(written({ cost: "0.5", response_time: "12", total_units: "7" }));
    expect(record).toEqual({ cost_usd: 0.005, response_time_ms: 12, total_units: 7n, source: "portkey" });
  });

  it("a cache status that nobody knows is _other", () => {
    expect(attributes(written({ cache_status: "what?" }))["cache_status"]).toBe("_other");
  });

  it("115: source=portkey on every record, even minimal ones, whatever the record says", () => {
    expect(attributes(written({ id: "a" }))["source"]).toBe("portkey");
    expect(attributes(written({ source: "mine" }, { extra_record_fields: ["source"] }))).toEqual({ source: "portkey" });
  });

  it("116: the use case is a record attribute, never indexed", () => {
    const record = written(sample, {}, "chat");
    expect(attributes(record)["api_key_use_case"]).toBe("chat");
    expect(Object.keys(record.resource!)).not.toContain("api_key_use_case");
  });
});

describe("113: the trace id", () => {
  it.each([
    ["UUID: 16 bytes and raw attribute", uuid, true, 0, uuid],
    ["text: attribute only, one signal", "checkout-flow-12", false, 1, "checkout-flow-12"],
    ["text that is no identifier: nothing", "nightly batch", false, 0, undefined],
    ["all-zero: unset", "0".repeat(32), false, 1, "0".repeat(32)],
    ["absent: no signal", undefined, false, 0, undefined],
  ])("%s", (_, trace_id, isSet, unparsed, attribute) => {
    const record = written({ id: "a", trace_id });
    expect([record.traceId !== undefined, record.unparsed, attributes(record)["trace_id"]]).toEqual([
      isSet,
      unparsed,
      attribute,
    ]);
  });

  it("comes from another field, which joins the record and what is asked for", () => {
    const shape = shapeOf({ trace_id_field: "span_trace" });
    expect([shape.requested.includes("span_trace"), shape.releases]).toEqual([true, ["span_trace"]]);
    const record = written({ trace_id: "x", span_trace: uuid }, { trace_id_field: "span_trace" });
    expect([record.traceId !== undefined, attributes(record)["span_trace"]]).toEqual([true, uuid]);
  });

  it("comes from the metadata, whose key joins what is lifted and not what is asked for", () => {
    const shape = shapeOf({ metadata_trace_id_field: "correlation_id" });
    expect([shape.requested.includes("correlation_id"), shape.releases]).toEqual([false, ["correlation_id"]]);
    const record = written(
      { trace_id: "x", metadata: { correlation_id: uuid } },
      { metadata_trace_id_field: "correlation_id" },
    );
    expect([record.traceId !== undefined, attributes(record)["correlation_id"]]).toEqual([true, uuid]);
  });
});

describe("opened fields", () => {
  it("110: extra_indexed_fields=cache_status: indexed only, requested, released", () => {
    const exports = { extra_indexed_fields: ["cache_status"] };
    const shape = shapeOf(exports);
    expect([shape.requested.includes("cache_status"), shape.releases]).toEqual([true, ["cache_status"]]);
    const record = written(sample, exports);
    expect([record.resource!["cache_status"], attributes(record)["cache_status"]]).toEqual(["SEMANTIC HIT", undefined]);
  });

  it("extra_record_fields replaces the default, and takes texts, numbers and booleans of one word", () => {
    const exports = { extra_record_fields: ["is_success", "mode", "region", "weight"] };
    const record = attributes(
      written({ is_success: true, mode: "fallback", region: "eu-1", weight: 2.5, cache_status: "HIT" }, exports),
    );
    expect(record).toEqual({ is_success: true, mode: "fallback", region: "eu-1", weight: 2.5, source: "portkey" });
    expect(shapeOf(exports).releases).toEqual(["is_success", "mode", "region", "weight"]);
  });

  it("111: metadata lift of one key: only that key; nested value skipped; missing metadata fine", () => {
    const exports = { metadata_record_fields: ["team"] };
    expect(attributes(written({ metadata: { team: "payments", owner: "CONTENT" } }, exports))).toEqual({
      team: "payments",
      source: "portkey",
    });
    expect(attributes(written({ metadata: { team: { a: 1 } } }, exports))).toEqual({ source: "portkey" });
    expect(attributes(written({}, exports))).toEqual({ source: "portkey" });
    expect(attributes(written({ metadata: 7 }, exports))).toEqual({ source: "portkey" });
  });

  it("W31: metadata delivered as a JSON text is lifted; lists are asked for with []", () => {
    const exports = { metadata_record_fields: ["team", "tags[]"] };
    const metadata = { team: "payments", tags: ["a", "b c", 3, "d"], owner: "CONTENT" };
    const expected = {
      team: "payments",
      tags: { values: [{ stringValue: "a" }, { stringValue: "d" }] },
      source: "portkey",
    };
    expect(attributes(written({ metadata }, exports))).toEqual(expected);
    expect(attributes(written({ metadata: JSON.stringify(metadata) }, exports))).toEqual(expected);
  });

  it("112: lift does not overwrite a same-named top-level attribute", () => {
    const exports = { metadata_record_fields: ["id", "cost_usd"] };
    expect(attributes(written({ id: "r-1", cost: 5, metadata: { id: "m-1", cost_usd: "m" } }, exports))).toEqual({
      id: "r-1",
      cost_usd: 0.05,
      source: "portkey",
    });
    expect(attributes(written({ metadata: { id: "m-1" } }, exports))).toEqual({ id: "m-1", source: "portkey" });
  });

  it("W29: a grey name as trace field is released, like any other that is opened", () => {
    expect(shapeOf({ trace_id_field: "name" }).releases).toEqual(["name"]);
  });

  it("a point in a name is no step of a path", () => {
    expect(attributes(written({ "a.b": "dot", a: { b: "nested" } }, { extra_record_fields: ["a.b"] }))).toEqual({
      "a.b": "dot",
      source: "portkey",
    });
    expect(attributes(written({ metadata: { "x.y": "dot" } }, { metadata_record_fields: ["x.y"] }))).toEqual({
      "x.y": "dot",
      source: "portkey",
    });
  });
});

describe("what is asked for", () => {
  it("by default: the fields that are emitted, sorted, and no content", () => {
    expect(shapeOf().requested).toEqual([
      "ai_model",
      "ai_org",
      "cache_status",
      "cost",
      "created_at",
      "id",
      "prompt_id",
      "prompt_slug",
      "prompt_version_id",
      "req_units",
      "res_units",
      "response_status_code",
      "response_time",
      "total_units",
      "trace_id",
    ]);
    expect(shapeOf().releases).toEqual([]);
  });

  it("less, where less is set; id and created_at always", () => {
    const shape = shapeOf({ requested_data: ["ai_model"], extra_record_fields: [] });
    expect(shape.requested).toEqual(["ai_model", "created_at", "id"]);
    expect(attributes(written(sample, { requested_data: ["ai_model"], extra_record_fields: [] }))).toEqual({
      id: "r-1",
      source: "portkey",
    });
  });

  it("every attribute is told for the documents, with type and bound", () => {
    const { traits } = shapeOf({ metadata_record_fields: ["team", "tags[]"] });
    expect(traits.map(({ name, on, type, optIn }) => [name, on, type, optIn])).toEqual(
      expect.arrayContaining([
        ["ai_org", "resource", "string", undefined],
        ["cost_usd", "record", "double", undefined],
        ["req_units", "record", "int", undefined],
        ["team", "record", "string", true],
        ["tags", "record", "string[]", true],
      ]),
    );
    expect(traits.some(({ name }) => name === "created_at")).toBe(false);
  });
});

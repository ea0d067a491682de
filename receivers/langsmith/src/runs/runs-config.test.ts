import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { indexedFieldProblem, recordFieldProblem } from "./opt-in-fields.ts";
import { runsConfig, type RunsConfig } from "./runs-config.ts";
import { runLogFields } from "./run-log-fields.ts";

const project = "5b0c7a52-3f1e-4d0a-9a55-0d8f2c1e7b10";

function decoded(config: object): RunsConfig {
  return decodeConfig(runsConfig, { session_ids: [project], ...config }, "runs");
}

const content =
  "inputs outputs messages inputs_preview outputs_preview request response metadata portkeyHeaders input.value " +
  "output.value gen_ai.prompt gen_ai.prompt.0.content gen_ai.completion gen_ai.input.messages gen_ai.output.messages " +
  "gen_ai.system_instructions inputs_s3_urls outputs_s3_urls inputs_or_signed_url outputs_or_signed_url " +
  "error_or_signed_url events_or_signed_url extra_or_signed_url serialized_or_signed_url s3_urls manifest_s3_id share_token";

describe("settings of runs", () => {
  it("91: neither scope key: an error; filter alone: ok; ids alone: ok", () => {
    expect(() => decodeConfig(runsConfig, {}, "runs")).toThrow(/session_filter: must say whose runs/);
    expect(decodeConfig(runsConfig, { session_filter: 'eq(name, "a")' }, "runs").session_ids).toEqual([]);
    expect(decoded({}).session_filter).toBe("");
  });

  it.each([
    [{ page_size: 500 }],
    [{ page_size: 0 }],
    [{ max_sessions: "not-a-number" }],
    [{ session_ids: ["no-uuid"] }],
  ])("92, 98: %j: an error", (config) => {
    expect(() => decoded(config)).toThrow();
  });

  it.each([
    [{ settle: "1h" }, /settle: must be shorter than window/],
    [{ settle: "2h" }, /settle: must be shorter/],
    [{ max_backfill: "5m" }, /max_backfill: must be longer than settle/],
    [{ max_backfill: "30m" }, /max_backfill: must not be shorter than window/],
    [{ late_lookback: "5m" }, /late_lookback: must be 0, or not shorter/],
    [{ api: "v2", extra_record_fields: ["inserted_at"] }, /v2 does not tell/],
    [{ run_type: "prompts" }, /run_type/],
  ])("93 (W7): %j: an error that says what is wrong", (config, message) => {
    expect(() => decoded(config)).toThrow(message);
  });

  it("93: settle=0: ok", () => {
    expect(decoded({ settle: "0" }).settle).toBe(0);
  });

  it.each(content.split(" "))("94, 95, 97 (W1): %s in either extras key: an error naming it", (name) => {
    for (const key of ["extra_record_fields", "extra_indexed_fields"]) {
      const config = decoded.bind(undefined, { [key]: ["trace_tier", name] });
      expect(config).toThrow(`${key}::1: names ${name}, which is content or leads to it`);
    }
  });

  it.each(["app-path", "execution_order", "APP_PATH", "", "made_up"])(
    "96: %j in extras is no field: an error that lists those that are",
    (name) => {
      expect(() => decoded({ extra_record_fields: [name] })).toThrow();
      if (name !== "") expect(recordFieldProblem(name)).toMatch(/there are app_path, child_run_ids/);
    },
  );

  it("96: reference_example_id: ok", () => {
    expect(decoded({ extra_record_fields: ["reference_example_id"] }).extra_record_fields).toHaveLength(1);
  });

  it.each([
    "events",
    "extra",
    "serialized",
    "manifest",
    "feedback_stats",
    "prompt_token_details",
    "trace_min_max_start_time",
  ])("W17: %s could never flow: an error that says why", (name) => {
    expect(recordFieldProblem(name)).toMatch(/object|read anyway|other names/);
    expect(indexedFieldProblem(name)).toMatch(/object|read anyway|other names/);
  });

  it.each(["id", "dotted_order", "tags", "start_time", "total_tokens", "thread_id"])(
    "%s cannot be indexed: nearly every run has another",
    (name) => {
      expect(indexedFieldProblem(name)).toMatch(/stream of its own/);
      expect(recordFieldProblem(name)).toBeUndefined();
    },
  );

  it("102: with the identity, run_type and status, at most 15 attributes are indexed", () => {
    const fields =
      "app_path reference_example_id reference_dataset_id in_dataset price_model_id ttl_seconds trace_upgrade trace_tier manifest_id session_id";
    expect(decoded({ extra_indexed_fields: fields.split(" ") }).extra_indexed_fields).toHaveLength(10);
    expect(() => decoded({ extra_indexed_fields: [...fields.split(" "), "name"] })).toThrow(/extra_indexed_fields/);
  });

  it("by default no text that people wrote leaves (W19)", () => {
    expect(decoded({})).toMatchObject({ extra_record_fields: [], extra_indexed_fields: [], gen_ai_attributes: false });
  });

  it("every field is documented, where it stands and under which name", () => {
    const all = runLogFields({
      extra_record_fields: ["tags", "name", "trace_tier"],
      extra_indexed_fields: ["trace_tier", "session_id"],
      gen_ai_attributes: true,
    });
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.filter(({ on }) => on === "resource").map(({ name }) => name)).toEqual([
      "run_type",
      "status",
      "trace_tier",
      "session_id",
    ]);
    expect(all.filter(({ optIn }) => optIn === true).map(({ name }) => name)).toContain("gen_ai.request.model");
  });
});

import { describe, expect, it } from "vitest";
import { decodeExports } from "./decode-exports.ts";

// Numbers in names are those of portkey.md §7.

const floor = [
  "request",
  "response",
  "inputs",
  "outputs",
  "messages",
  "inputs_preview",
  "outputs_preview",
  "metadata",
  "portkeyHeaders",
  "input.value",
  "output.value",
  "gen_ai.prompt.0.content",
  "gen_ai.completion.0.content",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "prompt",
  "PROMPT",
];

describe("defaults", () => {
  it("are those of the platform's limits", () => {
    expect(decodeExports().loops.logs_export).toMatchObject({
      cadence: 60_000,
      window: 3_600_000,
      min_window: 600_000,
      settle: 600_000,
      max_backfill: 86_400_000,
      page_size: 50_000,
      max_pages_per_window: 50,
      job_poll_timeout: 1_800_000,
      download_timeout: 300_000,
      extra_record_fields: ["cache_status"],
      cost_divisor: 100,
    });
  });

  it("lists may be written with commas", () => {
    expect(
      decodeExports({ signed_url_allow_hosts: "a.example, b.example" }).loops.logs_export?.signed_url_allow_hosts,
    ).toEqual(["a.example", "b.example"]);
  });
});

describe("start-up errors", () => {
  it.each([
    ["87: settle ≥ window", { settle: "1h", window: "1h" }, /settle: must be shorter than window/],
    [
      "87: settle ≥ max_backfill",
      { settle: "10m", window: "20m", max_backfill: "10m" },
      /max_backfill: must be at least window, settle and job_poll_timeout/,
    ],
    ["a window that is given up while it is exported", { max_backfill: "90m" }, /max_backfill: must be at least/],
    ["min_window above window", { min_window: "2h" }, /min_window: must not be longer than window/],
    ["120: blank workspace_id", { workspace_id: "  " }, /workspace_id/],
    ["120: no allow-hosts", { signed_url_allow_hosts: [] }, /signed_url_allow_hosts/],
    [
      "120: an allow-host that is a URL",
      { signed_url_allow_hosts: ["https://a.example"] },
      /signed_url_allow_hosts.*a host name/s,
    ],
    ["120: page_size 50001", { page_size: 50_001 }, /page_size.*50000/s],
    ["page_size 0", { page_size: 0 }, /page_size/],
    ["chunk_max_records 0", { chunk_max_records: 0 }, /chunk_max_records/],
    ["max_pages_per_window 0", { max_pages_per_window: 0 }, /max_pages_per_window/],
    ["a cadence below 10 s", { cadence: "9s" }, /cadence/],
    ["a negative settle", { settle: "-1m" }, /settle/],
    [
      "121: both trace settings",
      { trace_id_field: "a", metadata_trace_id_field: "b" },
      /metadata_trace_id_field: cannot stand beside trace_id_field/,
    ],
    ["121: a comma in trace_id_field", { trace_id_field: "a,b" }, /trace_id_field.*one field's name/s],
    [
      "121: a comma in metadata_trace_id_field",
      { metadata_trace_id_field: "a,b" },
      /metadata_trace_id_field.*one key/s,
    ],
    [
      "124: 3 identity + 3 + 10 indexed",
      { extra_indexed_fields: Array.from({ length: 10 }, (_, n) => `f${n}`) },
      /extra_indexed_fields/,
    ],
    ["a name with brackets", { extra_record_fields: ["a[]"] }, /extra_record_fields/],
    ["__proto__", { extra_record_fields: ["__proto__"] }, /extra_record_fields::0: names no field/],
    // Overridden: unknown keys are errors everywhere (W27).
    ["an unknown key", { chunk_max_record: 5 }, /chunk_max_record.*chunk_max_records/s],
  ])("%s", (_, exports, message) => {
    expect(() => decodeExports(exports)).toThrow(message);
  });

  it("120: missing workspace_id and allow-hosts are told together", () => {
    const decode = (): unknown => decodeExports({ workspace_id: undefined, signed_url_allow_hosts: undefined });
    expect(decode).toThrow(/workspace_id/);
    expect(decode).toThrow(/signed_url_allow_hosts/);
  });

  it("86: the loop has one window, which is what is exported at once", () => {
    // Overridden: the reference has two settings of this name, one of which must not be used.
    expect(decodeExports({ window: "2h" }).loops.logs_export?.window).toBe(7_200_000);
  });

  it.each(floor)("118, W28: opening %s is refused in every setting", (name) => {
    for (const setting of ["extra_record_fields", "extra_indexed_fields", "metadata_record_fields"])
      expect(() => decodeExports({ [setting]: ["fine", name] })).toThrow(`${setting}::1: names content (${name})`);
    for (const setting of ["trace_id_field", "metadata_trace_id_field"])
      expect(() => decodeExports({ [setting]: name })).toThrow(`${setting}: names content (${name})`);
  });

  it("118: a list of content is content", () => {
    expect(() => decodeExports({ metadata_record_fields: ["messages[]"] })).toThrow(/names content/);
  });

  it.each(["prompt", "request", "response", "messages", "inputs", "outputs", "metadata", "portkeyHeaders"])(
    "119: requested_data naming %s is refused",
    (name) => {
      expect(() => decodeExports({ requested_data: ["id", name] })).toThrow(
        `requested_data::1: names content (${name})`,
      );
    },
  );

  it("124: 3 identity + 3 + 9 indexed are accepted", () => {
    expect(decodeExports({ extra_indexed_fields: Array.from({ length: 9 }, (_, n) => `f${n}`) })).toBeDefined();
  });

  it("hosts of files that http.allow_hosts does not let through", () => {
    const http = { allow_hosts: ["api.portkey.ai"] };
    expect(() => decodeExports({}, { http })).toThrow(/http::allow_hosts: lacks objects\.example\.net/);
    expect(decodeExports({}, { http: { allow_hosts: ["api.portkey.ai", "Objects.Example.NET"] } })).toBeDefined();
  });
});

import type { LogRecord } from "@genai-collector/component";
import { plantedTexts } from "@genai-collector/simulator";
import { labelsOf } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { attribute, minute, RunsScene, start } from "./runs-scene.ts";
import { projectId, run, runIdOf, ScriptedRuns, type ApiRun } from "./scripted-runs.ts";

const at = start - 30 * minute;

/** One run through the receiver: its record, and the attributes of its resource beside the identity. */
async function emitted(
  more: object,
  runs: object = {},
): Promise<{
  readonly record: LogRecord;
  readonly resource: Readonly<Record<string, string>>;
  readonly scene: RunsScene;
}> {
  const scene = new RunsScene({ runs: { session_filter: "", session_ids: [projectId], late_lookback: "0", ...runs } });
  const vendor = new ScriptedRuns(scene.world);
  vendor.runs = [run(1, at, more)];
  await scene.start();
  await scene.advance(5_000);
  const [payload] = scene.sink.payloads;
  const [logs] = payload!.decoded().resourceLogs;
  const { "service.name": _, ...resource } = labelsOf(logs!.resource.attributes);
  return { record: scene.sink.records[0]!, resource, scene };
}

const names = (record: LogRecord): readonly string[] => record.attributes.map(({ key }) => key);

/** Everything that people wrote or models answered, wherever a run could have it. */
const marked: ApiRun = Object.fromEntries(
  [
    ["inputs", { question: "MARK" }],
    ["outputs", { answer: "MARK" }],
    ["inputs_preview", "MARK"],
    ["outputs_preview", "MARK"],
    ["messages", [{ content: "MARK" }]],
    ["events", [{ kwargs: { token: "MARK" } }]],
    ["extra", { metadata: { user: "MARK", ls_model_name: "MARK" } }],
    ["serialized", { kwargs: "MARK" }],
    ["error", "MARK"],
    ["name", "MARK"],
    ["tags", ["MARK"]],
    ["inputs_s3_urls", { url: "MARK" }],
    ["share_token", "MARK"],
    ["new_prompt", "MARK"],
  ].map(([name, value]) => [name as string, value]),
);

describe("runs: strip, rendering, severity", () => {
  it("75: a run with content in inputs/outputs/previews/messages/events/extra/serialized/error/name: none of it in the record; body empty", async () => {
    const { record, scene } = await emitted(marked);
    expect(record.body).toBeUndefined();
    const bytes = Buffer.concat(scene.sink.payloads[0]!.encoded().map((range) => range.bytes)).toString("latin1");
    expect(bytes).not.toContain("MARK");
    expect(bytes).toContain("run_type");
  });

  it("76: run_type, status: indexed; id, trace_id, session_id: on the record, never indexed", async () => {
    const { record, resource } = await emitted({});
    expect(resource).toEqual({ run_type: "chain", status: "success" });
    expect([attribute(record, "id"), attribute(record, "trace_id"), attribute(record, "session_id")]).toEqual([
      runIdOf(1),
      runIdOf(1),
      projectId,
    ]);
    expect(names(record)).not.toContain("run_type");
  });

  it("77: trace_tier by default: absent everywhere", async () => {
    const { record, resource } = await emitted({ trace_tier: "longlived" });
    expect([names(record).includes("trace_tier"), "trace_tier" in resource]).toEqual([false, false]);
  });

  it("78 (W10): nested objects: of details the parts with known names, of a cost nothing", async () => {
    const { record } = await emitted({
      prompt_token_details: { cache_read: 512, "private key": 1, nested: { a: 1 } },
      completion_token_details: { reasoning: 7.0 },
      prompt_cost_details: { cache_read: "0.0012", standard: 0.5 },
      total_cost: { usd: 1 },
    });
    expect(attribute(record, "prompt_token_details.cache_read")).toBe(512n);
    expect(attribute(record, "completion_token_details.reasoning")).toBe(7n);
    expect(attribute(record, "prompt_cost_details.cache_read")).toBe(0.0012);
    expect(attribute(record, "prompt_cost_details.standard")).toBe(0.5);
    expect(names(record).filter((name) => /private|nested|total_cost/.test(name))).toEqual([]);
  });

  it.each([
    [0.0194, 0.0194],
    ["0.0194", 0.0194],
    [" 0.0194 ", 0.0194],
    ["2.0010", 2.001],
    [0, 0],
    ["0.00", 0],
    [null, undefined],
    ["", undefined],
    ["not-a-number", undefined],
    ["NaN", undefined],
    ["Infinity", undefined],
    [{}, undefined],
  ])(
    "79: cost %j becomes %j: number and numeric string are the same double; null and object are absent",
    async (cost, value) => {
      const { record } = await emitted({ total_cost: cost });
      expect(attribute(record, "total_cost")).toBe(value);
    },
  );

  it("80 (W26): a list becomes an array of texts, each as it is; what does not fit is left out of it; an empty one is absent", async () => {
    const opened = { extra_record_fields: ["tags", "child_run_ids"] };
    const { record } = await emitted(
      { tags: ["eu-west, eu-north", "b"], child_run_ids: [runIdOf(2), null, { a: 1 }] },
      opened,
    );
    expect(attribute(record, "tags")).toEqual(["eu-west, eu-north", "b"]);
    expect(attribute(record, "child_run_ids")).toEqual([runIdOf(2)]);
    const empty = await emitted({ tags: [], child_run_ids: "x" }, opened);
    expect(names(empty.record).filter((name) => /tags|child/.test(name))).toEqual([]);
  });

  it("lists keep a hundred elements, and texts their bound: what is beyond is counted (W19)", async () => {
    const tags = Array.from({ length: 150 }, (_, n) => (n === 0 ? "é".repeat(200) : "b"));
    const { record, scene } = await emitted({ tags }, { extra_record_fields: ["tags"] });
    const kept = attribute(record, "tags") as readonly string[];
    expect([kept.length, kept[0]]).toEqual([100, "é".repeat(128)]);
    expect(scene.count("unread_fields{field=tags,loop=runs,reason=too_many}")).toBe(1);
  });

  it("81: null end_time of a run that failed: attribute absent, not empty", async () => {
    const { record } = await emitted({ status: "error", end_time: null });
    expect(names(record)).not.toContain("end_time");
  });

  it("82: extra_indexed_fields=app_path: indexed only, not also on the record", async () => {
    const path = `/o/${projectId}/r/${runIdOf(1)}`;
    const { record, resource } = await emitted(
      { app_path: path },
      { extra_indexed_fields: ["app_path"], extra_record_fields: ["app_path"] },
    );
    expect(resource["app_path"]).toBe(path);
    expect(names(record)).not.toContain("app_path");
  });

  it.each([
    ["error", "ERROR", 17],
    ["timeout", "ERROR", 17],
    ["interrupted", "ERROR", 17],
    ["success", "INFO", 9],
    ["brand_new", "INFO", 9],
    ["", "INFO", 9],
    [undefined, "INFO", 9],
  ])("83: status %j: severity %s, with its number", async (status, text, number) => {
    const { record, resource } = await emitted({ status });
    expect([record.severityText, record.severityNumber]).toEqual([text, number]);
    const known = ["error", "timeout", "interrupted", "success"].includes(String(status));
    expect(resource["status"]).toBe(known ? status : status === undefined ? undefined : "_other");
  });

  it("84: source=langsmith on every record, even a minimal one", async () => {
    const minimal = Object.fromEntries(Object.keys(run(1, at)).map((name) => [name, undefined]));
    const { record } = await emitted({ ...minimal, session_id: projectId, start_time: null, status: "success" });
    expect(names(record).toSorted()).toEqual(["session_id", "source"]);
    expect(attribute(record, "source")).toBe("langsmith");
  });

  it.each([
    ["2026-03-03T09:07:20.481205", 1_772_528_840_481_205_000n],
    ["2026-03-03T09:07:20", 1_772_528_840_000_000_000n],
    ["2026-03-03T09:07:20.5", 1_772_528_840_500_000_000n],
    ["2026-03-03T09:07:20.481205Z", 1_772_528_840_481_205_000n],
    ["2026-03-03T10:07:20.481205+01:00", 1_772_528_840_481_205_000n],
  ])("85, 86: start_time %s is read as UTC, with its microseconds", async (time, nanos) => {
    const { record } = await emitted({ start_time: time });
    expect(record.timeUnixNano).toBe(nanos);
  });

  it.each([[null], [7], ["yesterday"], ["2026-13-03T09:07:20"]])(
    "85: start_time %j: emitted with the window's end as its time, and counted",
    async (time) => {
      const { record, scene } = await emitted({ start_time: time });
      expect(record.timeUnixNano).toBe(BigInt(start - 10 * minute) * 1_000_000n);
      expect(scene.count("runs_without_start")).toBe(1);
    },
  );

  it("the OTLP trace id is the run's, where that is a UUID; otherwise none, and that is counted (W16)", async () => {
    const { record } = await emitted({});
    expect(Buffer.from(record.traceId!).toString("hex")).toBe(runIdOf(1).replaceAll("-", ""));
    for (const trace_id of ["no uuid", "00000000-0000-0000-0000-000000000000"]) {
      const other = await emitted({ trace_id });
      expect(other.record.traceId?.length ?? 0).toBe(0);
    }
    const { scene } = await emitted({ trace_id: "no uuid" });
    expect(scene.count("unread_fields{field=trace_id,loop=runs,reason=misfit}")).toBe(1);
  });

  it("values have their type: whole numbers exactly, beyond 2^53, too; observed when the window had settled", async () => {
    const { record } = await emitted({ total_tokens: 0, prompt_tokens: 450.0, first_token_time: null });
    expect([attribute(record, "total_tokens"), attribute(record, "prompt_tokens")]).toEqual([0n, 450n]);
    expect(record.observedTimeUnixNano).toBe(BigInt(start) * 1_000_000n);
    const { scene } = await emitted({});
    const vendor = new ScriptedRuns(scene.world);
    const body = JSON.stringify({ runs: [run(2, start)], cursors: { next: null } });
    vendor.instead = () => ({ body: body.replace('"total_tokens":3', '"total_tokens":9007199254740993') });
    await scene.advance(20 * minute);
    expect(scene.sink.records.map((each) => attribute(each, "total_tokens"))).toContain(9_007_199_254_740_993n);
  });

  it("88: extra_record_fields=tags,error: tags and the error's text flow; inputs/outputs/messages/name are still absent", async () => {
    const { record } = await emitted({ ...marked, status: "error" }, { extra_record_fields: ["tags", "error"] });
    expect([attribute(record, "tags"), attribute(record, "error")]).toEqual([["MARK"], "MARK"]);
    expect(names(record).filter((name) => /inputs|outputs|messages|name|extra/.test(name))).toEqual([]);
  });

  it("each opt-in field is what it is declared as", async () => {
    const values = {
      parent_run_ids: [runIdOf(3)],
      reference_example_id: runIdOf(4),
      reference_dataset_id: runIdOf(5),
      in_dataset: false,
      price_model_id: runIdOf(6),
      ttl_seconds: 1_209_600,
      trace_upgrade: true,
      trace_tier: "longlived",
      last_queued_at: "2026-03-03T09:07:20.1",
      trace_first_received_at: "2026-03-03T09:07:21",
      inserted_at: "2026-03-03T09:07:22",
      manifest_id: runIdOf(7),
      name: "answer the question",
    };
    const { record } = await emitted(values, { extra_record_fields: Object.keys(values) });
    const found = Object.fromEntries(Object.keys(values).map((name) => [name, attribute(record, name)]));
    expect(found).toEqual({
      ...values,
      ttl_seconds: 1_209_600n,
      last_queued_at: "2026-03-03T09:07:20.100000Z",
      trace_first_received_at: "2026-03-03T09:07:21.000000Z",
      inserted_at: "2026-03-03T09:07:22.000000Z",
    });
  });

  it("an address of a person is no thread, and a long tree keeps its order", async () => {
    const step = `20260303T090720481205Z${runIdOf(1)}`;
    const order = Array.from({ length: 12 }, () => step).join(".");
    const { record } = await emitted({ thread_id: "anna@example.org", dotted_order: order });
    expect(attribute(record, "thread_id")).toBe("_other");
    expect(attribute(record, "dotted_order")).toBe(order);
    const other = await emitted({ dotted_order: `${step}.what did she say` });
    expect(names(other.record)).not.toContain("dotted_order");
  });

  it("49: default select is of what is read alone, sorted, without content; 50: opt-in fields are added to it", async () => {
    const scene = new RunsScene({ runs: { extra_record_fields: ["tags", "app_path"] } });
    const vendor = new ScriptedRuns(scene.world);
    await scene.start();
    await scene.advance(5_000);
    const select = vendor.queries[0]!.body["select"] as readonly string[];
    expect(select).toEqual([...select].toSorted());
    expect(select).toEqual(
      expect.arrayContaining(["tags", "app_path", "id", "trace_id", "total_cost", "dotted_order"]),
    );
    expect(
      select.filter((name) =>
        /input|output|message|error|event|extra|serialized|manifest|s3|url|share|name/.test(name),
      ),
    ).toEqual([]);
  });

  it("planted content of the simulated platform is nowhere, opted in or not, but where it was opened", async () => {
    const scene = new RunsScene({
      runs: { gen_ai_attributes: true, extra_record_fields: ["child_run_ids", "app_path"] },
    });
    scene.simulate({ experimentEveryMs: 0 });
    await scene.start();
    await scene.advance(20 * minute);
    const bytes = Buffer.concat(
      scene.sink.payloads.flatMap((payload) => payload.encoded().map((range) => Buffer.from(range.bytes))),
    );
    const all = `${bytes.toString("latin1")}${JSON.stringify([scene.recorded.logs, scene.store.saved])}`;
    for (const planted of plantedTexts) expect(all).not.toContain(planted);
    expect(all).toContain("gen_ai.request.model");
  });
});

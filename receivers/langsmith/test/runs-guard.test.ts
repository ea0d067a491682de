import type { BatchContext, Logs } from "@genai-collector/component";
import { guardProcessorFactory } from "@genai-collector/processor-guard";
import { plantedTexts } from "@genai-collector/simulator";
import { createSettings, decodeConfig, labelsOf, LogsSink, VirtualRuntime } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { langsmithReceiverFactory } from "../src/index.ts";
import { attribute, minute, RunsScene, start } from "./runs-scene.ts";
import { projectId, run, ScriptedRuns } from "./scripted-runs.ts";

/** Lets everything that reaches the scene's sink pass a guard first, which knows the loops of `receiver`. */
function guarded(scene: RunsScene, receiver = "langsmith"): LogsSink {
  const behind = new LogsSink();
  const { loops } = langsmithReceiverFactory.traits!(scene.config);
  const paths = [
    {
      pipeline: "logs",
      signal: "logs" as const,
      loops: (loops ?? []).map((loop) => ({ ...loop, receiver })),
      pushed: false,
      exporters: [],
    },
  ];
  const settings = createSettings<NonNullable<typeof guardProcessorFactory.instruments>>(
    "guard",
    new VirtualRuntime(scene.world),
    { recorded: scene.recorded, paths, instruments: guardProcessorFactory.instruments },
  );
  const config = decodeConfig(guardProcessorFactory.config, {}, "guard");
  const guard = guardProcessorFactory.createAny!<Logs>(settings, config, behind);
  scene.sink.consume = (payload: Logs, context: BatchContext) => guard.consume(payload, context);
  return behind;
}

async function emitted(more: object, runs: object, receiver?: string): Promise<{ behind: LogsSink; scene: RunsScene }> {
  const scene = new RunsScene({ runs: { session_filter: "", session_ids: [projectId], late_lookback: "0", ...runs } });
  const vendor = new ScriptedRuns(scene.world);
  vendor.runs = [run(1, start - 30 * minute, more)];
  const behind = guarded(scene, receiver);
  await scene.start();
  await scene.advance(5_000);
  return { behind, scene };
}

describe("runs behind the guard", () => {
  it("87: full pipeline with markers in every content field: no marker bytes in the exported payload, while run_type is present", async () => {
    const scene = new RunsScene();
    scene.simulate({ experimentEveryMs: 0, runsPerMinute: 20 });
    const behind = guarded(scene);
    await scene.start();
    await scene.advance(20 * minute);
    expect(behind.items).toBeGreaterThan(300);
    const bytes = Buffer.concat(
      behind.payloads.flatMap((payload) => payload.encoded().map((range) => Buffer.from(range.bytes))),
    );
    for (const planted of plantedTexts) expect(bytes.includes(planted)).toBe(false);
    expect(bytes.includes("run_type")).toBe(true);
  });

  it("with everything that can be opened, every record passes", async () => {
    const { behind } = await emitted(
      { tags: ["a"], error: "it failed", name: "answer", status: "error", trace_tier: "longlived" },
      { extra_record_fields: ["tags", "error", "name", "trace_tier"], gen_ai_attributes: true },
    );
    const [record] = behind.records;
    expect([attribute(record!, "tags"), attribute(record!, "error"), attribute(record!, "name")]).toEqual([
      ["a"],
      "it failed",
      "answer",
    ]);
    expect(attribute(record!, "gen_ai.usage.input_tokens")).toBe(2n);
  });

  it("89: extra_indexed_fields=error (gray): the record is emitted, not dropped by the guard", async () => {
    const { behind } = await emitted(
      { status: "error", error: "it failed" },
      { extra_indexed_fields: ["error", "session_id"] },
    );
    const [logs] = behind.payloads[0]!.decoded().resourceLogs;
    expect(labelsOf(logs!.resource.attributes)).toMatchObject({
      error: "it failed",
      session_id: projectId,
      run_type: "chain",
    });
  });

  it("90: a gray opt-in of one receiver's loop is still denied to another's", async () => {
    const { behind } = await emitted({ error: "it failed" }, { extra_record_fields: ["error"] }, "langsmith/other");
    expect(behind.items).toBe(0);
  });
});

import type { Logs, PathTraits } from "@genai-collector/component";
import { guardProcessorFactory } from "@genai-collector/processor-guard";
import { plantedTexts } from "@genai-collector/simulator";
import { createSettings, decodeConfig, LogsSink, Recorded, recordsOf, VirtualRuntime } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { portkeyReceiverFactory } from "../src/index.ts";
import { attributeOf, hour, LogsScene } from "./logs-scene.ts";
import { at, minute, start } from "./portkey-scene.ts";
import { line, ScriptedExports } from "./scripted-exports.ts";

const quick = { rate_limit: { requests_per_second: 10, burst: 10 } };

/** Everything that a scene's receiver made, through a guard that knows what its loop releases. */
async function guarded(scene: LogsScene): Promise<{ readonly sink: LogsSink; readonly recorded: Recorded }> {
  const recorded = new Recorded();
  const sink = new LogsSink();
  const loops = portkeyReceiverFactory.traits!(scene.config).loops!.map((loop) => ({ ...loop, receiver: "portkey" }));
  const path: PathTraits = { pipeline: "logs", signal: "logs", loops, pushed: false, exporters: [] };
  const settings = createSettings<NonNullable<typeof guardProcessorFactory.instruments>>(
    "guard",
    new VirtualRuntime(scene.world),
    {
      recorded,
      paths: [path],
      instruments: guardProcessorFactory.instruments,
    },
  );
  const config = decodeConfig(guardProcessorFactory.config, {}, "processors::guard");
  const guard = guardProcessorFactory.createAny!(settings, config, sink);
  for (const [index, payload] of scene.sink.payloads.entries())
    await guard.consume(payload.fork(), scene.sink.contexts[index]!);
  return { sink, recorded };
}

function textOf(payloads: readonly Logs[]): string {
  return payloads
    .flatMap((payload) => payload.encoded().map(({ bytes }) => Buffer.from(bytes).toString("latin1")))
    .join("\n");
}

describe("125: the leak gate", () => {
  const content = {
    metadata: { owner: "MARK-metadata", team: "payments" },
    portkeyHeaders: { a: "MARK-headers" },
    prompt: "MARK-prompt",
    request: { q: "MARK-request" },
    response: ["MARK-response"],
    messages: "MARK-messages",
    surprise: "MARK-surprise",
  };

  it("no marker reaches the encoded output; an allowed value and one lifted key do; the create request names no content", async () => {
    const platform = new ScriptedExports([
      line("r-1", content),
      `{"id":"r-2","request":"MARK-broken`,
      line("r-3", { ai_model: "MARK model of a kind", trace_id: "MARK trace" }),
    ]);
    const scene = new LogsScene({ exports: { metadata_record_fields: ["team"] }, config: quick });
    scene.instead = platform.answer;
    await scene.start();
    await scene.advance(2 * minute);
    const { sink, recorded } = await guarded(scene);
    const out = textOf(sink.payloads);
    for (const text of ["payments", "openai", "r-1", "r-3"]) expect(out).toContain(text);
    expect(out).not.toContain("MARK");
    expect(JSON.stringify([scene.recorded.logs, scene.recorded.statuses, scene.store.saved])).not.toContain("MARK");
    for (const name of ["prompt", "request", "response", "messages", "inputs", "outputs", "metadata", "portkeyHeaders"])
      expect(platform.orders[0]!.requested_data).not.toContain(name);
    expect([...recorded.counts.keys()].filter((key) => key.includes("dropped"))).toEqual([]);
    expect(sink.items).toBe(2);
  });

  it("a platform that puts content everywhere: nothing of it in what is delivered, logged, reported or saved", async () => {
    const exports = {
      metadata_record_fields: ["team", "session", "environment"],
      extra_record_fields: ["is_success", "mode", "cost_currency", "error"],
      extra_indexed_fields: ["cache_status"],
    };
    const scene = new LogsScene({ exports, config: quick });
    await scene.start();
    await scene.advance(2 * hour);
    await scene.expectTruth(at("08:37:20"));
    scene.expectNoContent();
    const { sink, recorded } = await guarded(scene);
    expect(sink.items).toBe(scene.sink.items);
    expect([...recorded.counts.keys()].filter((key) => key.includes("dropped"))).toEqual([]);
    for (const planted of plantedTexts) expect(textOf(sink.payloads)).not.toContain(planted);
    const teams = scene.sink.payloads.flatMap((payload) =>
      recordsOf(payload).map((record) => attributeOf(record, "team")),
    );
    const truth = [...scene.simulator.logTruth({ from: at("08:37:20"), to: await scene.frontier() })];
    // Callers' tags that come as the JSON text of an object are read, too.
    expect(teams.filter((team) => team !== undefined)).toHaveLength(
      truth.filter(({ metadata }) => metadata["team"] !== undefined).length,
    );
  });

  it("123: a grey name that the loop opened passes the guard; one that it did not open is not there", async () => {
    const platform = new ScriptedExports([line("r-1", { error: "E-17", name: "N-4" })]);
    const scene = new LogsScene({ exports: { extra_record_fields: ["error"] }, config: quick });
    scene.instead = platform.answer;
    await scene.start();
    await scene.advance(2 * minute);
    const { sink } = await guarded(scene);
    const [record] = sink.records;
    expect([attributeOf(record!, "error"), attributeOf(record!, "name")]).toEqual(["E-17", undefined]);
  });
});

describe("signed links", () => {
  const canaries = /SECRET|X-Amz|Signature|sk-live/;

  function told(scene: LogsScene): string {
    return JSON.stringify(
      [scene.recorded.logs, scene.recorded.statuses, scene.store.saved, [...scene.recorded.counts.keys()]],
      (_, value: unknown) =>
        value instanceof Error
          ? { message: value.message, stack: value.stack, cause: value.cause, code: (value as { code?: unknown }).code }
          : value,
    );
  }

  it.each([
    [
      "103: connection refused",
      (scene: LogsScene) => scene.world.network.fault({ match: "https://objects.example.net", kind: "refused" }),
    ],
    [
      "a connection that times out",
      (scene: LogsScene) => scene.world.network.fault({ match: "https://objects.example.net", kind: "timeout" }),
    ],
    [
      "a body that is cut",
      (scene: LogsScene) => scene.world.network.fault({ match: "https://objects.example.net", kind: "cut" }),
    ],
    [
      "a host that resolves to cloud metadata",
      (scene: LogsScene) => scene.world.network.addresses.set("objects.example.net", "169.254.169.254"),
    ],
    [
      "a host that resolves to a private address",
      (scene: LogsScene) => scene.world.network.addresses.set("objects.example.net", "10.0.0.8"),
    ],
  ])("%s: the error says where, and nothing of the link", async (_, disturb) => {
    const scene = new LogsScene({ config: quick });
    disturb(scene);
    await scene.start();
    await scene.advance(30 * minute);
    expect(scene.ids().length).toBe(0);
    expect(told(scene)).not.toMatch(canaries);
    expect(scene.recorded.logs.length + scene.recorded.statuses.length).toBeGreaterThan(0);
  });

  it.each(["foreign_link", "plain_link", "metadata_link"] as const)(
    "104, 105: %s: nothing is fetched, the error names the setting or the scheme",
    async (kind) => {
      const scene = new LogsScene({ config: quick });
      scene.simulator.script({ kind, from: start, to: Infinity, target: "#download" });
      await scene.start();
      await scene.advance(30 * minute);
      expect(scene.asked.filter(({ url }) => url.hostname !== "api.portkey.ai")).toEqual([]);
      const { error } = scene.recorded.status("portkey", "logs_export") ?? {};
      expect((error as Error).message).toMatch(/signed_url_allow_hosts|not https/);
      expect(told(scene)).not.toMatch(canaries);
      expect(await scene.frontier()).toBe(at("08:37:20"));
    },
  );

  it("106: the vendor's auth header is absent on the object request; the link is fetched with nothing but what it needs", async () => {
    const scene = await LogsScene.running({ config: quick });
    await scene.advance(30 * minute);
    const objects = scene.askedFor(/^GET objects/);
    expect(objects.length).toBeGreaterThan(0);
    for (const { headers } of objects)
      expect(Object.keys(headers).toSorted()).toEqual(["accept-encoding", "user-agent"]);
    expect(scene.askedFor(/exports/).every(({ headers }) => headers["x-portkey-api-key"] === "pk-test")).toBe(true);
  });

  it("a link is asked for once while a file is read, and again when it has expired", async () => {
    const scene = await LogsScene.running({ exports: { chunk_max_records: 50 }, config: quick });
    await scene.advance(5 * minute);
    expect(scene.askedFor(/^GET objects/).length).toBeGreaterThan(5);
    expect(scene.askedFor(/download$/)).toHaveLength(1);
    const short = new LogsScene({ exports: { chunk_max_records: 50 } });
    short.simulator.script({ kind: "short_link", from: start, to: Infinity, target: "#download" });
    await short.start();
    await short.advance(20 * minute);
    expect(short.askedFor(/download$/).length).toBeGreaterThan(1);
    await short.expectTruth(at("08:37:20"));
  });
});

import type { CollectorView, SpanSample } from "@genai-collector/component";
import { createHost, createSettings, decodeConfig, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { zpagesExtensionFactory } from "../src/index.ts";
import { ZpagesExtension } from "../src/zpages-extension.ts";

const { signal } = new AbortController();

async function open(view: Partial<CollectorView> = {}, raw: object = {}) {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  let startedSpans = 0;
  const samples: SpanSample[] = [];
  const collector: CollectorView = {
    build: { command: "genai-collector", version: "1.2.3" },
    startedAt: world.now,
    pipelines: [
      { id: "traces/in", signal: "traces", receivers: ["otlp"], processors: ["guard"], exporters: ["forward"] },
      { id: "traces", signal: "traces", receivers: ["forward"], processors: [], exporters: ["otlp_http/<eu>"] },
    ],
    extensions: ["zpages", "health_check"],
    configuration: () => "",
    statuses: () => [
      { id: "otlp", kind: "receiver", pipelines: ["traces/in"], state: "ok", at: world.now - 60_000 },
      {
        id: "otlp_http/<eu>",
        kind: "exporter",
        pipelines: ["traces"],
        state: "recoverable_error",
        error: "answered <b>503</b>",
        at: world.now - 5_000,
        parts: [{ name: "lane <1>", state: "permanent_error", error: "answered 401", at: world.now - 180_000 }],
      },
      { id: "forward", kind: "connector", pipelines: ["traces/in", "traces"], state: "ok", at: world.now },
      { id: "zpages", kind: "extension", pipelines: [], state: "ok", at: world.now },
    ],
    spans: { start: () => void startedSpans++, samples: () => samples },
    ...view,
  };
  const config = decodeConfig(zpagesExtensionFactory.config, raw, "zpages");
  const extension = new ZpagesExtension(createSettings("zpages", runtime), config);
  await world.until(extension.start({ ...createHost({}), collector }));
  const client = runtime.http.open({});
  const ask = async (path: string, more: { method?: string; host?: string } = {}) => {
    const headers = { host: more.host ?? "localhost:55679" };
    const url = `http://localhost:55679${path}`;
    const response = await world.until(client.request({ method: more.method ?? "GET", url, headers, signal }));
    return { ...response, text: new TextDecoder().decode(await world.until(response.body.read(1_000_000))) };
  };
  return { world, runtime, extension, ask, samples, startedSpans: () => startedSpans };
}

describe("a page", () => {
  it.each(["servicez", "pipelinez", "extensionz", "featurez", "tracez"])("of /debug/%s is there", async (name) => {
    const { ask } = await open();
    const { status, headers, text } = await ask(`/debug/${name}`);
    expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    for (const other of ["servicez", "pipelinez", "extensionz", "featurez", "tracez"])
      expect(text).toContain(`href="/debug/${other}"`);
    expect((await ask(`/debug/${name}/`)).status).toBe(200);
    expect((await ask(`/debug/${name}`, { method: "HEAD" })).status).toBe(200);
    expect((await ask(`/debug/${name}`, { method: "POST" })).status).toBe(405);
  });

  it("of the service tells what runs, and since when", async () => {
    const { world, ask } = await open();
    await world.advance(3_723_000);
    const { text } = await ask("/debug/servicez");
    for (const word of ["genai-collector 1.2.3", "2026-01-01T00:00:00.000Z", "1 h 2 min", "zpages, health_check"])
      expect(text).toContain(word);
  });

  it("of the pipelines tells how each component is doing, in the order of the data", async () => {
    const { ask } = await open();
    const { text } = await ask("/debug/pipelinez");
    const order = ["traces/in", ">receiver<", "<code>otlp</code>", "guard", "not started", ">connector<", "forward"];
    let at = 0;
    for (const word of order) {
      const found = text.indexOf(word, at);
      expect(found, word).toBeGreaterThanOrEqual(at);
      at = found;
    }
    expect(text).toContain("recoverable error");
  });

  it("of the pipelines tells how each part of a component is doing, below it", async () => {
    const { ask } = await open();
    const { text } = await ask("/debug/pipelinez");
    const [part] = /<tr>(?:(?!<tr>).)*lane(?:(?!<tr>).)*<\/tr>/s.exec(text) ?? [""];
    for (const word of ["↳ lane &lt;1&gt;", "permanent error", "3 min", "answered 401"]) expect(part).toContain(word);
    expect(text.indexOf("recoverable error")).toBeLessThan(text.indexOf("lane &lt;1&gt;"));
  });

  it("takes nothing for HTML that is not", async () => {
    const { ask } = await open();
    const { text, headers } = await ask("/debug/pipelinez");
    expect(text).toContain("otlp_http/&lt;eu&gt;");
    expect(text).toContain("answered &lt;b&gt;503&lt;/b&gt;");
    expect(text).not.toContain("<b>503");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    const { text: traces } = await ask("/debug/tracez?name=%3Cscript%3E&column=%22%3E");
    expect(traces).not.toContain("<script>");
  });

  it("of numbers is there where it was asked for", async () => {
    expect((await (await open()).ask("/debug/expvarz")).status).toBe(404);
    const { world, ask } = await open({}, { expvar: { enabled: true } });
    await world.advance(2_500);
    expect(JSON.parse((await ask("/debug/expvarz")).text)).toEqual({
      uptime_seconds: expect.closeTo(2.5, 1),
      held_payload_bytes: 0,
      pipelines: 2,
    });
  });

  it("that nobody knows is not found; the root leads to the first", async () => {
    const { ask } = await open();
    expect((await ask("/debug/other")).status).toBe(404);
    const { status, headers } = await ask("/");
    expect([status, headers["location"]]).toEqual([302, "/debug/servicez"]);
  });

  it("answers to names that lead here by intent only", async () => {
    const { ask } = await open({}, { allow_hosts: ["collector.example"] });
    expect((await ask("/debug/servicez", { host: "evil.example" })).status).toBe(403);
    expect((await ask("/debug/servicez", { host: "collector.example" })).status).toBe(200);
  });
});

describe("the page of traces", () => {
  it("counts samples by latency, those under way and those that failed, and leads to them", async () => {
    const { ask, samples, startedSpans } = await open();
    const sample = (durationMs: number | undefined, error?: string): SpanSample => ({
      name: "exporter/otlp_http/traces",
      startedAt: 1_000,
      durationMs,
      error,
    });
    samples.push(sample(0.005), sample(5), sample(7), sample(120_000), sample(undefined), sample(3, "EXPORT_TIMEOUT"));
    const { text } = await ask("/debug/tracez");
    const row = /<td><code>exporter.*?<\/tr>/s.exec(text)![0];
    const counts = [...row.matchAll(/<td class="number">(?:<a href="[^"]*">(\d+)<\/a>)?/g)].map(
      ([, count]) => count ?? "",
    );
    expect(counts).toEqual(["1", "1", "", "", "2", "", "", "", "", "1", "1"]);
    const { text: failed } = await ask("/debug/tracez?name=exporter%2Fotlp_http%2Ftraces&column=error");
    expect(failed).toContain("EXPORT_TIMEOUT");
    expect(failed).toContain("3 ms");
    expect(startedSpans()).toBe(1);
  });

  it("is a start error where no spans are made", async () => {
    await expect(open({ spans: undefined })).rejects.toMatchObject({
      code: "ZPAGES_NO_TRACES",
      kind: "misconfigured",
    });
  });
});

it("leaves nothing open", async () => {
  const { world, runtime, extension } = await open();
  await world.until(extension.shutdown(signal));
  expect(runtime.leaks().filter((leak) => leak.includes("listener"))).toEqual([]);
});

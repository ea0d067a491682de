import type { CollectorView, LedgerAccount, LedgerView, SpanSample } from "@genai-collector/component";
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
  const ask = async (path: string, more: { method?: string; host?: string; accept?: string } = {}) => {
    const headers = { host: more.host ?? "localhost:55679", ...(more.accept && { accept: more.accept }) };
    const url = `http://localhost:55679${path}`;
    const response = await world.until(client.request({ method: more.method ?? "GET", url, headers, signal }));
    return { ...response, text: new TextDecoder().decode(await world.until(response.body.read(1_000_000))) };
  };
  return { world, runtime, extension, ask, samples, startedSpans: () => startedSpans };
}

describe("a page", () => {
  it.each(["servicez", "pipelinez", "extensionz", "featurez", "ledger", "tracez"])(
    "of /debug/%s is there",
    async (name) => {
      const { ask } = await open();
      const { status, headers, text } = await ask(`/debug/${name}`);
      expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
      for (const other of ["servicez", "pipelinez", "extensionz", "featurez", "ledger", "tracez"])
        expect(text).toContain(`href="/debug/${other}"`);
      expect((await ask(`/debug/${name}/`)).status).toBe(200);
      expect((await ask(`/debug/${name}`, { method: "HEAD" })).status).toBe(200);
      expect((await ask(`/debug/${name}`, { method: "POST" })).status).toBe(405);
    },
  );

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

describe("the ledger", () => {
  const account = (difference: number): LedgerAccount => ({
    kind: "exporter",
    component: "otlp_http/<eu>",
    signal: "logs",
    terms: [
      { fate: "in", items: 12 },
      { fate: "dropped", reason: "too_old", items: 12 - difference },
    ],
    difference,
  });
  const view = (difference: number): LedgerView => ({
    at: 5,
    isBalanced: difference === 0,
    pipelines: [
      {
        pipeline: "logs",
        signal: "logs",
        in: 12,
        answers: { accepted: 9, refused: 2, waiting: 1 },
        fates: [{ component: "guard", fate: "dropped", reason: "content", items: 12 }],
      },
    ],
    accounts: [account(difference)],
    lanes: [
      {
        receiver: "portkey",
        loop: "analytics",
        pass: "",
        pipeline: "metrics",
        unit: "buckets",
        origin: 0,
        frontier: 3_600_000,
        now: 7_200_000,
        total: { expected: 120, delivered: 57, skipped: { too_old: 3 }, pending: 60, unstorable: 0, revised: 1 },
        hours: [],
        ranges: [{ reason: "too_old", from: 1_800_000, to: 1_980_000 }],
        difference: 0,
      },
    ],
    lives: { processes: 3, accounts: [account(0)] },
  });

  it("is a page for people", async () => {
    const { ask } = await open({ ledger: async () => view(0) });
    const { text, headers } = await ask("/debug/ledger");
    expect(headers["content-type"]).toMatch(/^text\/html/);
    const words = [
      "Every item is accounted for",
      "12 came in: 9 accepted, 2 refused, 1 waiting",
      "content",
      "3 too_old",
      "1970-01-01T00:30:00.000Z",
      "1970-01-01T00:33:00.000Z",
    ];
    for (const word of [...words, "otlp_http/&lt;eu&gt;", "1970-01-01T01:00:00.000Z", "Over 3 processes"])
      expect(text).toContain(word);
    expect(text).not.toContain("differs by");
  });

  it("names the accounts that do not balance", async () => {
    const { text } = await (await open({ ledger: async () => view(4) })).ask("/debug/ledger");
    for (const word of ["The ledger does not balance", "differs by", '<td class="number">4</td>'])
      expect(text).toContain(word);
  });

  it.each([
    ["/debug/ledger?format=json", undefined],
    ["/debug/ledger", "application/json"],
  ])("is JSON for programs: %s, Accept: %s", async (path, accept) => {
    const { ask } = await open({ ledger: async () => view(4) });
    const { text, headers } = await ask(path, accept === undefined ? {} : { accept });
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(JSON.parse(text)).toEqual(view(4));
  });

  it("is for allowed hosts alone", async () => {
    const { ask } = await open({ ledger: async () => view(0) });
    expect((await ask("/debug/ledger?format=json", { host: "evil.example" })).status).toBe(403);
  });
});

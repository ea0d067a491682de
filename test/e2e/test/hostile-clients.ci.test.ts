import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { startBatched, type Batched } from "../src/batched.ts";
import { eventually } from "../src/eventually.ts";
import { sampleOf } from "../src/metrics-page.ts";
import { numberedRequest } from "../src/numbered-items.ts";
import { grpcOtlpClient, httpOtlpClient, type OtlpClient } from "../src/otlp-client.ts";
import { usageOf } from "../src/process-usage.ts";
import { Stage } from "../src/stage.ts";
import { workspace } from "../src/workspace.ts";

const itemsPerRequest = 100;
const mebibyte = 1024 * 1024;

/** A client that sends one request of some kilobytes after the other over both protocols, and how it fares. */
class GoodClient {
  readonly latenciesMs: number[] = [];
  readonly failures: unknown[] = [];
  readonly #clients: readonly OtlpClient[];
  #isOver = false;
  readonly #done: Promise<void>;

  constructor({ http, grpc }: Batched) {
    this.#clients = [httpOtlpClient(http), grpcOtlpClient(grpc)];
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#done;
    for (const client of this.#clients) client.close();
  }

  quantile(part: number): number {
    const sorted = this.latenciesMs.toSorted((a, b) => a - b);
    return sorted[Math.ceil(part * sorted.length) - 1]!;
  }

  async #run(): Promise<void> {
    const body = numberedRequest("traces", { first: 0, count: itemsPerRequest });
    for (let turn = 0; !this.#isOver; turn++) {
      const began = performance.now();
      const told = await this.#clients[turn % 2]!.send("traces", body);
      this.latenciesMs.push(performance.now() - began);
      if (told.outcome !== "taken") this.failures.push(told);
      await sleep(10);
    }
  }
}

/** What one attack did, and what it did to the collector. */
interface Attacked {
  /** What the attacker counted. */
  readonly seen: Readonly<Record<string, number>>;
  readonly good: GoodClient;
  /** Of the collector, while it was attacked. */
  readonly cpuShare: number;
  readonly grownBytes: number;
  readonly page: string;
}

async function attack(
  kind: string,
  protocol: "http" | "grpc",
  { forSeconds = 6, env = {} }: { readonly forSeconds?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Attacked> {
  const stage = await Stage.open();
  const batched = await startBatched(stage, env, undefined, "hostile.yaml");
  const { child } = batched.collector;
  const good = new GoodClient(batched);
  stage.defer(() => good.stop());
  await eventually("the first good requests", () => good.latenciesMs.length > 40);
  good.latenciesMs.length = 0;
  const before = usageOf(child.pid);
  const began = performance.now();
  const attacker = stage.start({
    args: [join(workspace, "test", "e2e", "src", "attack.ts"), kind, batched[protocol], String(forSeconds)],
  });
  expect(await attacker.endedWithin((forSeconds + 20) * 1_000), attacker.stderr).toEqual({ code: 0, signal: null });
  const after = usageOf(child.pid);
  const seconds = (performance.now() - began) / 1_000;
  await good.stop();
  const served = good.latenciesMs.length * itemsPerRequest;
  const page = await eventually("what the good client sent", async () => {
    const now = await batched.page();
    const sent = sampleOf(now, "otelcol_exporter_sent_spans")!;
    return sent >= served && sent === sampleOf(now, "otelcol_receiver_accepted_spans") && now;
  });
  expect(child.hasEnded, child.stderr).toBe(false);
  expect(child.stderr).not.toContain("is a bug");
  const cpuShare = (after.cpuSeconds - before.cpuSeconds) / seconds;
  const seen = JSON.parse(attacker.stdout) as Record<string, number>;
  const attacked = { seen, good, cpuShare, grownBytes: after.peakRssBytes - before.rssBytes, page };
  console.log(kind, figuresOf(attacked));
  expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
  return attacked;
}

/** For people. */
function figuresOf({ seen, good, cpuShare, grownBytes }: Attacked): object {
  return {
    ...seen,
    served: good.latenciesMs.length,
    p50Ms: Math.round(good.quantile(0.5)),
    p99Ms: Math.round(good.quantile(0.99)),
    maxMs: Math.round(good.quantile(1)),
    cpuShare: Math.round(cpuShare * 100) / 100,
    grownMiB: Math.round(grownBytes / mebibyte),
  };
}

/** A good client is served all the time, and the collector spends little on the others. */
function expectUnharmed({ good, cpuShare, grownBytes }: Attacked): void {
  expect(good.failures).toEqual([]);
  expect(good.latenciesMs.length).toBeGreaterThan(20);
  expect(good.quantile(0.5)).toBeLessThan(100);
  expect(good.quantile(1)).toBeLessThan(3_000);
  expect(cpuShare).toBeLessThan(0.9);
  expect(grownBytes).toBeLessThan(256 * mebibyte);
}

const refusedRequests = (page: string, status: string): number =>
  sampleOf(page, "otelcol_receiver_otlp_refused_requests", { status }) ?? 0;

it("serves the good while hundreds send their headers byte by byte, and lets go of those", async () => {
  const attacked = await attack("slow headers", "http");
  expectUnharmed(attacked);
  // Each wave of 300 was ended by the collector.
  expect(attacked.seen["answer 408"]).toBeGreaterThan(300);
});

it("serves the good while hundreds announce the largest bodies and send them byte by byte", async () => {
  const attacked = await attack("slow bodies", "http");
  expectUnharmed(attacked);
  expect(attacked.seen["answer 408"]).toBeGreaterThan(300);
  // What they announced would be more than there is room for: it keeps nobody out, not even one of their own.
  expect(refusedRequests(attacked.page, "429")).toBe(0);
  expect(refusedRequests(attacked.page, "408")).toBeGreaterThanOrEqual(attacked.seen["answer 408"]!);
});

it("answers who has closed its side, if the request was whole", async () => {
  const attacked = await attack("half closed", "http");
  expectUnharmed(attacked);
  expect(attacked.seen["answer 200"]).toBeGreaterThan(100);
});

it("serves the good while connections are reset in the middle of bodies", async () => {
  const attacked = await attack("reset in bodies", "http");
  expectUnharmed(attacked);
  expect(attacked.seen["connected"]).toBeGreaterThan(500);
  expect(refusedRequests(attacked.page, "400")).toBeGreaterThan(100);
});

it("serves the good under rapid resets, and parts from who does that", async () => {
  const attacked = await attack("rapid reset", "grpc");
  expectUnharmed(attacked);
  expect(attacked.seen["closed"]).toBeGreaterThan(4);
});

it("serves the good beside ten thousand idle connections", async () => {
  const attacked = await attack("idle", "http", { forSeconds: 10, env: { E2E_HEADER_TIMEOUT: "1m" } });
  expectUnharmed(attacked);
  // They were there together: none was let go of yet.
  expect(attacked.seen).toEqual({ connected: 10_000 });
});

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { AlertStage, faultyProcess, type Listener } from "../src/alerting/alert-stage.ts";
import { Prometheus, type FiringAlert } from "../src/alerting/prometheus.ts";
import { scaledRules } from "../src/alerting/scaled-rules.ts";
import { eventually } from "../src/eventually.ts";
import { otlpRequest, push } from "../src/push.ts";
import { Stage } from "../src/stage.ts";
import { workspace } from "../src/workspace.ts";

const rules = await readFile(join(workspace, "configs", "alerts", "genai-collector.rules.yaml"), "utf8");
const names = [...rules.matchAll(/^ +- alert: (\S+)$/gm)].map(([, name]) => name!);

/** Everything that has fired once; none is over before it is looked at. */
class Seen {
  readonly alerts = new Map<string, FiringAlert>();
  readonly jobs = new Map<string, Set<string>>();

  add(firing: readonly FiringAlert[]): void {
    for (const alert of firing) {
      this.alerts.set(alert.name, alert);
      const job = alert.labels["job"] ?? "";
      this.jobs.set(job, new Set([...(this.jobs.get(job) ?? []), alert.name]));
    }
  }

  get missing(): readonly string[] {
    return names.filter((name) => !this.alerts.has(name));
  }
}

/** Remembers what fires: some of it for a few seconds. */
async function keepLooking(prometheus: Prometheus, seen: Seen, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    seen.add(await prometheus.firing());
    await sleep(500);
  }
}

/** The heir of a collector that was killed: it lacks a pipeline, and a record of its queue is damaged. */
async function inherit(scene: AlertStage, prometheus: Prometheus): Promise<void> {
  const gone = [
    "--set",
    "service::pipelines::metrics/gone::receivers=[faulty/orphan]",
    "--set",
    "service::pipelines::metrics/gone::exporters=[otlp_http/gone]",
  ];
  const ancestor = await scene.start("ancestor", { state: "inherited", args: gone });
  for (let i = 0; i < 5; i++) await push(scene.listener("ancestor", "E2E_OTLP"), "logs");
  const checkpoint = join(scene.state("inherited"), "checkpoint.json");
  await eventually("a checkpoint", async () => (await readFile(checkpoint, "utf8")).includes("metrics/gone"));
  await eventually("a scrape", async () => (await prometheus.count('up{job="ancestor"} == 1')) > 0);
  await ancestor.child.end("SIGKILL");
  await damage(join(scene.state("inherited"), "queue"));
  await scene.start("heir", { state: "inherited" });
}

/** Changes a byte in the first record of the largest file of a queue. */
async function damage(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  const contents = await Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
  const largest = contents.reduce((a, b) => (b.bytes.length > a.bytes.length ? b : a));
  const at = largest.bytes.indexOf("service.name");
  expect(at, "a record in the queue's file").toBeGreaterThan(0);
  largest.bytes[at]! ^= 0xff;
  await writeFile(largest.path, largest.bytes);
}

/** Pushes to every listener of the collector for pushed data until it is over; whether it is taken is not asked. */
async function keepPushing(scene: AlertStage, over: AbortSignal): Promise<void> {
  const large = otlpRequest("logs", 5_000);
  const pushed: readonly (readonly [Listener, "traces" | "logs", Uint8Array?])[] = [
    ["E2E_OTLP", "traces"],
    ["E2E_OTLP_FULL", "logs"],
    ["E2E_OTLP_DISK", "logs", large],
    ["E2E_OTLP_LETTERS", "logs"],
    // The sink says that it rejects one of two, and not which.
    ["E2E_OTLP_LETTERS", "traces", otlpRequest("traces", 2)],
    ["E2E_OTLP_LEAKY", "logs"],
  ];
  while (!over.aborted) {
    for (const [listener, signal, body] of pushed)
      void push(scene.listener("pushed", listener), signal, body).catch(() => undefined);
    void push(scene.listener("healthy", "E2E_OTLP"), "logs").catch(() => undefined);
    await sleep(300);
  }
}

/**
 * Scenario: six collectors of which each meets faults of its own, and one that meets none, in front of a real Prometheus
 * that evaluates the rules as they ship, an hour in a minute.
 * Guarantees: every alert fires, with its texts filled in; where all is well, none does.
 */
it("each alert fires on the fault that it is for, and none where all is well", async () => {
  const stage = await Stage.open();
  stage.leaky = "leaky";
  const scene = await AlertStage.open(stage);
  const prometheus = await Prometheus.start(stage, scene.jobs, scaledRules(rules));
  const seen = new Seen();
  const over = new AbortController();
  const watching = keepLooking(prometheus, seen, over.signal);
  await eventually("nothing to be scraped", () => seen.alerts.has("GenaiCollectorAbsent"));

  await Promise.all([scene.start("polling"), scene.start("pushed"), scene.start("elector"), scene.start("healthy")]);
  const pushing = keepPushing(scene, over.signal);
  await Promise.all([scene.start("clock", { env: faultyProcess }), inherit(scene, prometheus)]);
  await eventually("a few polls", () => scene.vendor.answered() > 3);
  scene.vendor.isStalled = true;
  // What is missing then is told below.
  await eventually("every alert", () => seen.missing.length === 0, 150_000).catch(() => undefined);
  over.abort();
  await Promise.all([watching, pushing]);
  expect(seen.missing).toEqual([]);
  expect(seen.jobs.get("healthy")).toBeUndefined();
  for (const [name, { annotations }] of seen.alerts) {
    expect(`${annotations["summary"]} ${annotations["description"]}`, name).not.toMatch(/<no value>|<error|\{\{|%!/);
  }
});

import { writeFileSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { readyLine, settingsOf, startCollector } from "../src/collector.ts";
import { eventually } from "../src/eventually.ts";
import { freePort } from "../src/free-ports.ts";
import { openGateway } from "../src/gateway.ts";
import { listen } from "../src/local-server.ts";
import { metricsPage, sampleOf } from "../src/metrics-page.ts";
import { grpcOtlpClient, httpOtlpClient, type OtlpClient } from "../src/otlp-client.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { otlpRequest, push } from "../src/push.ts";
import { receivedPoints } from "../src/received-points.ts";
import { Stage } from "../src/stage.ts";
import {
  endWithTheTest,
  isAlive,
  linesOf,
  pidsOf,
  replace,
  startWorkers,
  workerSettings,
  type WorkersStage,
} from "../src/workers.ts";
import { collectorProgram, testdata } from "../src/workspace.ts";

const page = ({ settings }: Pick<WorkersStage, "settings">) => metricsPage(settings["E2E_METRICS_PORT"]!);

/** A sum over the page of all workers. */
async function shown(workers: Pick<WorkersStage, "settings">, name: string): Promise<number> {
  return sampleOf(await page(workers), name) ?? 0;
}

/** Sends a request that is to be taken. */
async function sendWell(client: OtlpClient, signal: "traces" | "logs", body: Uint8Array): Promise<void> {
  expect(await client.send(signal, body)).toMatchObject({ outcome: "taken" });
}

/** Sends from each of so many connections, one request after the other. */
async function sendFrom(clients: readonly OtlpClient[], signal: "traces" | "logs", requests: number): Promise<void> {
  const body = otlpRequest(signal);
  await Promise.all(
    clients.map(async (client) => {
      for (let i = 0; i < requests; i++) await sendWell(client, signal, body);
    }),
  );
}

const several = (count: number, make: () => OtlpClient): readonly OtlpClient[] => Array.from({ length: count }, make);

/** A request of one span, whose resource has a name that can be found in its bytes. */
function named(name: string): Uint8Array {
  const bytes = (field: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([(field << 3) | 2, content.length]), content]);
  const value = bytes(1, Buffer.from(name));
  const attribute = bytes(1, Buffer.concat([bytes(1, Buffer.from("service.name")), bytes(2, value)]));
  const span = bytes(
    2,
    Buffer.concat([bytes(1, Buffer.alloc(16, 1)), bytes(2, Buffer.alloc(8, 1)), bytes(5, Buffer.from("s"))]),
  );
  return bytes(1, Buffer.concat([bytes(1, attribute), bytes(2, span)]));
}

/** The names of the requests that a sink has taken. */
function namesAt(sink: OtlpSink): ReadonlySet<string> {
  const all = sink.bodies("traces").map((body) => Buffer.from(body).toString("latin1"));
  return new Set(all.flatMap((text) => text.match(/request-\d+-\d+/g) ?? []));
}

const hasAll = (set: ReadonlySet<string>, wanted: Iterable<string>): boolean =>
  [...wanted].every((each) => set.has(each));

describe("shared ports", () => {
  it.each([
    ["HTTP", (workers: WorkersStage) => httpOtlpClient(workers.http)],
    ["gRPC", (workers: WorkersStage) => grpcOtlpClient(workers.grpc)],
  ] as const)(
    "16 connections over %s: no worker takes more than seven tenths of the requests",
    async (_protocol, make) => {
      const workers = await startWorkers();
      const clients = several(16, () => make(workers));
      // They come one after the other: of those that come in one instant, a worker that is quicker takes more.
      for (const client of clients) await sendFrom([client], "logs", 1);
      await sendFrom(clients, "logs", 19);
      for (const client of clients) client.close();
      const taken = [0, 1].map(
        (worker) => linesOf(workers.collector).filter((line) => line.msg === "Logs" && line.worker === worker).length,
      );
      expect(taken[0]! + taken[1]!).toBe(320);
      expect(Math.max(...taken)).toBeLessThanOrEqual(0.7 * 320);
      // One page, whoever took them.
      expect(await shown(workers, "otelcol_receiver_accepted_log_records")).toBe(320);
      expect(await workers.collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
    },
  );

  it("one that is taken is one clear error, at its place, and nothing is left", async () => {
    const stage = await Stage.open();
    const sink = await OtlpSink.open(stage);
    const settings = await workerSettings(stage, sink);
    const taken = createServer();
    await listen(taken, Number(settings["E2E_OTLP"]!.split(":")[1]));
    stage.defer(async () => taken.close());
    const collector = startCollector(stage, [testdata("workers.yaml")], { ...settings, E2E_WORKERS: "4" });
    endWithTheTest(stage, collector);
    expect(await collector.child.endedWithin()).toEqual({ code: 1, signal: null });
    const errors = collector.child.stderr
      .split("\n")
      .filter((line) => line.startsWith("Error:") || line.includes('"error"'));
    expect(errors, collector.child.stderr).toHaveLength(1);
    expect(errors[0]).toMatch(/^Error: .*workers\.yaml:\d+:\d+: receivers::otlp: .*address is already in use/);
  });
});

describe("what is shown", () => {
  it("is one collector: metrics, health and pages of the first worker speak for all", async () => {
    const workers = await startWorkers({ E2E_WORKERS: "3" });
    const { settings, collector } = workers;
    await sendFrom(
      several(6, () => httpOtlpClient(workers.http)),
      "traces",
      5,
    );
    await eventually("the sums", async () => (await shown(workers, "otelcol_exporter_sent_spans")) === 30);
    const text = await page(workers);
    expect(text.match(/^target_info/gm)).toHaveLength(1);
    expect(text.match(/^otelcol_receiver_accepted_spans/gm)).toHaveLength(1);
    // Four processes, the supervisor among them.
    expect(await shown(workers, "otelcol_process_memory_rss")).toBeGreaterThan(4 * 30_000_000);
    expect((await fetch(`http://${settings["E2E_HEALTH"]}/`)).status).toBe(200);
    const pipelines = async () => (await fetch(`http://${settings["E2E_ZPAGES"]}/debug/pipelinez`)).text();
    expect(await pipelines()).toContain("otlp_http");
    process.kill(pidsOf(collector, 2).at(-1)!, "SIGKILL");
    await eventually("the page to tell of the worker", async () => (await pipelines()).includes("worker 2 has ended"));
    await eventually("its successor", () => pidsOf(collector, 2).length === 2);
    await eventually("the page to forget it", async () => !(await pipelines()).includes("worker 2"));
    expect(await collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });

  it("the log tells which worker is which process, says each thing once, and names who speaks", async () => {
    const { collector } = await startWorkers({ E2E_WORKERS: "3" });
    await collector.child.end("SIGTERM");
    const lines = linesOf(collector);
    const once = [
      "Starting genai-collector...",
      readyLine,
      "Serving metrics",
      "Starting HTTP server",
      "Starting GRPC server",
      "Received signal from OS",
      "Starting shutdown...",
      "Shutdown complete.",
    ];
    for (const message of once)
      expect(
        lines.filter(({ msg }) => msg === message),
        message,
      ).toHaveLength(1);
    expect(
      lines
        .filter(({ msg }) => msg === "Worker is ready")
        .map(({ worker }) => worker)
        .toSorted((a = 0, b = 0) => a - b),
    ).toEqual([0, 1, 2]);
    expect(lines.filter(({ worker }) => worker !== undefined && worker > 0).map(({ msg }) => msg)).toEqual([
      "Worker is ready",
      "Worker is ready",
    ]);
    expect(lines.at(-1)!.msg).toBe("Shutdown complete.");
  });

  it("what a killed worker counted stays in the sums", async () => {
    const workers = await startWorkers();
    const name = "otelcol_receiver_accepted_log_records";
    for (const [round, victim] of [1, 0, 1].entries()) {
      const clients = several(4, () => httpOtlpClient(workers.http));
      await sendFrom(clients, "logs", 10);
      for (const client of clients) client.close();
      expect(await shown(workers, name)).toBe(40 * (round + 1));
      // The supervisor knows of it at the latest a tenth of a second later.
      await sleep(500);
      await replace(workers.collector, victim);
      await eventually("the page", async () => (await shown(workers, name)) === 40 * (round + 1));
    }
  });
});

describe("a worker that is killed under load", () => {
  it("is replaced, its queue is taken over, and everything that was answered with success arrives", async () => {
    const workers = await startWorkers();
    const { sink, collector } = workers;
    let isDown = true;
    sink.answer = () => (isDown ? { status: 503 } : {});
    const answered = new Set<string>();
    const failures: string[] = [];
    const load = { isOver: false };
    const loops = Array.from({ length: 8 }, async (_, connection) => {
      const client = connection % 2 === 0 ? httpOtlpClient(workers.http) : grpcOtlpClient(workers.grpc);
      for (let i = 0; !load.isOver; i++) {
        const name = `request-${connection}-${i}`;
        const { outcome, status } = await client.send("traces", named(name));
        if (outcome === "taken") answered.add(name);
        else failures.push(`${outcome}: ${status}`);
        await sleep(5);
      }
      client.close();
    });
    for (const victim of [1, 0]) {
      await sleep(700);
      await replace(collector, victim);
    }
    await sleep(500);
    load.isOver = true;
    await Promise.all(loops);
    expect(answered.size).toBeGreaterThan(100);
    expect(namesAt(sink).size).toBe(0);
    isDown = false;
    await eventually("everything to arrive", () => hasAll(namesAt(sink), answered), 60_000);
    // A connection breaks with its worker, and no other way; a broken one is at most one failure a connection and kill.
    expect(failures.length).toBeLessThanOrEqual(2 * 8);
    for (const failure of new Set(failures))
      expect(failure).toMatch(/^unknown: .*(?:ECONNRESET|EPIPE|hang up|broke off|session|stream)/i);
    expect(await collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });

  it("loses at most the counts of its last moment", async () => {
    const workers = await startWorkers();
    const clients = several(4, () => httpOtlpClient(workers.http));
    const answeredAt: number[] = [];
    const load = { isOver: false };
    const loops = clients.map(async (each) => {
      while (!load.isOver) {
        const { outcome } = await each.send("logs", otlpRequest("logs"));
        if (outcome === "taken") answeredAt.push(performance.now());
        await sleep(2);
      }
    });
    await sleep(2_000);
    const killedAt = performance.now();
    await replace(workers.collector, 1);
    load.isOver = true;
    await Promise.all(loops);
    const counted = await shown(workers, "otelcol_receiver_accepted_log_records");
    const young = answeredAt.filter((at) => at >= killedAt - 500 && at <= killedAt).length;
    expect(counted).toBeLessThanOrEqual(answeredAt.length + clients.length);
    // A tenth of a second's, and what a busy machine adds to that.
    expect(answeredAt.length - counted).toBeLessThanOrEqual(young);
  });

  it("runs what the collector was started with, whatever has become of the file", async () => {
    const stage = await Stage.open();
    const sink = await OtlpSink.open(stage);
    const settings = await workerSettings(stage, sink);
    const file = stage.path("config.yaml");
    writeFileSync(file, readFileSync(testdata("workers.yaml")));
    const collector = startCollector(stage, [file], settings);
    endWithTheTest(stage, collector);
    await collector.ready();
    writeFileSync(file, "receivers: [");
    await replace(collector, 1);
    expect((await push(settings["E2E_OTLP"]!, "logs")).status).toBe(200);
    expect(await collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });
});

describe("stopping", () => {
  /** Requests that all workers have begun, and that end when the sink answers. */
  async function inFlight(env: NodeJS.ProcessEnv = {}) {
    const stage = await Stage.open();
    const sink = await OtlpSink.open(stage);
    const settings = { ...(await settingsOf(stage, { sink: sink.endpoint })), ...env };
    const args = ["--set", "service.workers=2", "--set", "service.telemetry.logs.encoding=json"];
    const collector = startCollector(stage, [testdata("pushed.yaml")], settings, args);
    endWithTheTest(stage, collector);
    await collector.ready();
    sink.answer = () => ({ delayMs: Number(env["DELAY_MS"] ?? 800) });
    const clients = several(4, () => httpOtlpClient(settings["E2E_OTLP"]!));
    const answers = clients.map((client) =>
      client.send("traces", otlpRequest("traces")).then(({ outcome }) => outcome),
    );
    await eventually("the sink to be asked", () => sink.taken.length === 4);
    const pids = [0, 1].map((worker) => pidsOf(collector, worker).at(-1)!);
    return { stage, sink, collector, answers, pids };
  }

  it("SIGTERM lets what is in flight in all workers end, and ends with 0", async () => {
    const { collector, answers, pids } = await inFlight();
    const begun = performance.now();
    expect(await collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await Promise.all(answers)).toEqual(Array.from(answers, () => "taken"));
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it("a second SIGTERM ends all processes at once", async () => {
    const { collector, pids } = await inFlight({ DELAY_MS: "20000" });
    collector.child.kill("SIGTERM");
    await collector.child.saysOnStderr("Starting shutdown...");
    const begun = performance.now();
    expect(await collector.child.end("SIGTERM")).toEqual({ code: null, signal: "SIGTERM" });
    await eventually("the workers to end", () => !pids.some(isAlive), 1_000);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it("a supervisor that is killed: the workers drain, and end by themselves", async () => {
    const { collector, answers, pids } = await inFlight();
    collector.child.kill("SIGKILL");
    expect(await Promise.all(answers)).toEqual(Array.from(answers, () => "taken"));
    await eventually("the workers to end", () => !pids.some(isAlive), 15_000);
    expect(linesOf(collector).filter(({ msg }) => msg.startsWith("The supervisor is gone"))).toHaveLength(2);
    expect(linesOf(collector).filter(({ level }) => level === "error")).toEqual([]);
  });

  const hasGroup = (pid: number): boolean => {
    try {
      return process.kill(-pid, 0);
    } catch {
      // Not yet.
      return false;
    }
  };

  /** As in a terminal: a process group of its own, which Ctrl-C reaches as a whole. */
  async function inTerminal() {
    const stage = await Stage.open();
    const sink = await OtlpSink.open(stage);
    const settings = await workerSettings(stage, sink);
    const args = [process.execPath, collectorProgram, "--config", testdata("workers.yaml")];
    const child = stage.start({ command: "setsid", args, env: settings });
    const collector = { child, ready: () => child.saysOnStderr(readyLine) };
    endWithTheTest(stage, collector);
    await eventually("its process group", () => hasGroup(child.pid));
    return { sink, settings, collector, press: () => process.kill(-child.pid, "SIGINT") };
  }

  it("Ctrl-C reaches all processes, and the collector stops once, cleanly", async () => {
    const { collector, settings, press } = await inTerminal();
    await collector.ready();
    expect((await push(settings["E2E_OTLP"]!, "traces")).status).toBe(200);
    press();
    expect(await collector.child.endedWithin()).toEqual({ code: 0, signal: null });
    const lines = linesOf(collector);
    for (const message of ["Received signal from OS", "Starting shutdown...", "Shutdown complete."])
      expect(
        lines.filter(({ msg }) => msg === message),
        message,
      ).toHaveLength(1);
    expect(lines.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
  });

  it("a second Ctrl-C ends all processes at once", async () => {
    const { collector, sink, settings, press } = await inTerminal();
    await collector.ready();
    sink.answer = () => ({ delayMs: 20_000 });
    expect((await push(settings["E2E_OTLP"]!, "traces")).status).toBe(200);
    await eventually("the sink to be asked", () => sink.taken.length === 1);
    const pids = [0, 1].map((worker) => pidsOf(collector, worker).at(-1)!);
    press();
    await collector.child.saysOnStderr("Starting shutdown...");
    const begun = performance.now();
    press();
    expect(await collector.child.endedWithin()).toEqual({ code: null, signal: "SIGINT" });
    await eventually("the workers to end", () => !pids.some(isAlive), 1_000);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it.each([0, 150, 300, 600, 1_000, 1_500])("Ctrl-C %i ms after the start leaves nothing behind", async (afterMs) => {
    const { collector, press } = await inTerminal();
    await sleep(afterMs);
    press();
    const { code, signal } = await collector.child.endedWithin();
    // Told before it listened to signals, the system ends it; afterwards it ends itself.
    expect(signal === "SIGINT" || code === 0, `${code} ${signal}\n${collector.child.stderr}`).toBe(true);
    expect(() => press()).toThrow("ESRCH");
  });
});

describe("what runs once", () => {
  it("is polled by one worker, while the others take what is pushed", async () => {
    const stage = await Stage.open();
    const gateway = await openGateway(stage);
    const sink = await OtlpSink.open(stage);
    const settings = await settingsOf(stage, { gateway: gateway.endpoint, sink: sink.endpoint });
    const configs = [testdata("pushed.yaml"), testdata("polling.yaml")];
    const args = ["--set", "service.workers=2", "--set", "service.telemetry.logs.encoding=json"];
    const collector = startCollector(stage, configs, settings, args);
    endWithTheTest(stage, collector);
    await collector.ready();
    await eventually("two polls", () => sink.bodies("metrics").length >= 2, 60_000);
    const clients = several(4, () => httpOtlpClient(settings["E2E_OTLP"]!));
    await sendFrom(clients, "traces", 5);
    expect(await shown({ settings }, "otelcol_receiver_accepted_spans")).toBe(20);
    // Two pollers would each send every bucket.
    const points = sink.bodies("metrics").flatMap(receivedPoints);
    const keys = points.map(({ name, labels, time }) => JSON.stringify([name, labels, time]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(await collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });
});

describe("what keeps state", () => {
  it("runs in one worker, with the receiver that feeds it: its file is written by one process", async () => {
    const stage = await Stage.open();
    const sink = await OtlpSink.open(stage);
    const settings = await workerSettings(stage, sink);
    const once = `127.0.0.1:${await freePort()}`;
    const file = stage.path("out.jsonl");
    const config = {
      receivers: { "otlp/once": { protocols: { http: { endpoint: once } } } },
      exporters: { file: { path: file } },
      service: { pipelines: { "logs/once": { receivers: ["otlp/once"], processors: ["guard"], exporters: ["file"] } } },
    };
    writeFileSync(stage.path("once.yaml"), JSON.stringify(config));
    const collector = startCollector(stage, [testdata("workers.yaml"), stage.path("once.yaml")], settings);
    endWithTheTest(stage, collector);
    await collector.ready();
    const warned = linesOf(collector).filter(({ msg }) => msg.includes("otlp/once: runs in one worker of 2"));
    expect(warned.map(({ worker }) => worker)).toEqual([0]);
    await sendFrom(
      several(8, () => httpOtlpClient(once)),
      "logs",
      5,
    );
    await sendFrom(
      several(8, () => httpOtlpClient(settings["E2E_OTLP"]!)),
      "logs",
      5,
    );
    // The other receiver has both workers.
    const workers = linesOf(collector).flatMap((line) => (line.msg === "Logs" ? line.worker! : []));
    expect(new Set(workers)).toEqual(new Set([0, 1]));
    expect(await collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
    const records = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(records.map((line) => Object.keys(JSON.parse(line) as object))).toEqual(
      Array.from({ length: 40 }, () => ["resourceLogs"]),
    );
  });
});

describe("another number of workers than before", () => {
  it("two, then one: what the second had in its queue is delivered", async () => {
    const workers = await startWorkers();
    const { stage, sink, settings } = workers;
    sink.answer = () => ({ status: 503 });
    const names = Array.from({ length: 40 }, (_, i) => `request-${i % 8}-${i}`);
    const clients = several(8, () => httpOtlpClient(workers.http));
    for (const [i, name] of names.entries()) await sendWell(clients[i % 8]!, "traces", named(name));
    for (const client of clients) client.close();
    expect(await workers.collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(namesAt(sink).size).toBe(0);
    sink.answer = () => ({});
    const one = startCollector(stage, [testdata("workers.yaml")], { ...settings, E2E_WORKERS: "1" });
    await one.ready();
    await eventually("everything to arrive", () => hasAll(namesAt(sink), names));
    const adopted = linesOf(one).filter(({ msg }) => msg.startsWith("Took over the records"));
    expect(adopted.map((line) => line.worker)).toEqual([1]);
    expect(await one.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });
});

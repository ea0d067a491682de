import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runToEnd } from "../src/child.ts";
import { startCollector } from "../src/collector.ts";
import { freePort } from "../src/free-ports.ts";
import { openGateway, apiKey } from "../src/gateway.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { Stage } from "../src/stage.ts";
import { workspace } from "../src/workspace.ts";

const rounds = 5;
const limits = { readyMs: 400, residentMiB: 110 };
/** What an empty program of Node takes from start to end on the machine that the limit was measured on. */
const emptyProgramMs = 25;

/** From the start of the process to its line, and what it takes up then. */
async function start(): Promise<{ readonly readyMs: number; readonly residentMiB: number }> {
  const stage = await Stage.openUntilClosed();
  try {
    const gateway = await openGateway(stage);
    const sink = await OtlpSink.open(stage);
    const { child, ready } = startCollector(stage, [join(workspace, "configs", "quickstart.yaml")], {
      QUICKSTART_GATEWAY: gateway.endpoint,
      QUICKSTART_API_KEY: apiKey,
      QUICKSTART_SINK: sink.endpoint,
      QUICKSTART_STATE: stage.path("state"),
      QUICKSTART_METRICS_PORT: String(await freePort()),
      QUICKSTART_HEALTH: `127.0.0.1:${await freePort()}`,
    });
    await ready();
    const readyMs = performance.now() - child.startedAt;
    const status = await readFile(`/proc/${child.pid}/status`, "utf8");
    return { readyMs, residentMiB: Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1_024 };
  } finally {
    await stage.close();
  }
}

/** How long an empty program takes here. */
async function emptyProgram(): Promise<number> {
  const began = performance.now();
  await runToEnd({ args: ["--eval", "0"], cwd: workspace });
  return performance.now() - began;
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

it(`is ready within ${limits.readyMs} ms and ${limits.residentMiB} MiB, once the compile cache is warm`, async () => {
  await start();
  const measured: Awaited<ReturnType<typeof start>>[] = [];
  const empty: number[] = [];
  for (let round = 0; round < rounds; round++) {
    empty.push(await emptyProgram());
    measured.push(await start());
  }
  const shown = measured.map(({ readyMs, residentMiB }) => `${readyMs.toFixed()} ms ${residentMiB.toFixed(1)} MiB`);
  // A machine that is slower is slower at both.
  const slowness = Math.max(1, Math.min(...empty) / emptyProgramMs);
  const context = `${shown.join(", ")}; an empty program: ${empty.map((ms) => ms.toFixed()).join(", ")} ms`;
  // Whatever else the machine does only adds to it: the quickest start is the program's own.
  expect(Math.min(...measured.map(({ readyMs }) => readyMs)), context).toBeLessThan(limits.readyMs * slowness);
  expect(medianOf(measured.map(({ residentMiB }) => residentMiB)), context).toBeLessThan(limits.residentMiB);
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestBody } from "../bodies/request-body.ts";
import { Load } from "../load/load.ts";
import { freePort } from "../program/free-port.ts";
import type { Program } from "../program/program.ts";
import { RunningProgram } from "../program/running-program.ts";
import { collectorConfig } from "../scenarios/collector-config.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { Sink } from "../sink/sink.ts";
import { makeCertificate } from "./certificate.ts";

/** Sink, collector and load generator, each in its process and connected, and nothing sent yet. */
export interface Stage extends AsyncDisposable {
  readonly sink: Sink;
  readonly program: RunningProgram;
  readonly load: Load;
  /** Items of each request. */
  readonly itemsPerRequest: number;
  /** Port of the collector's own metrics. */
  readonly metricsPort: number;
}

/** Sets up a scenario around a program; what it started and wrote goes with it. */
export async function openStage(scenario: Scenario, program: Program): Promise<Stage> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "genai-collector-bench-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const storage = join(folder, "queue");
  await mkdir(storage);
  const certificate = scenario.isTls === true ? await makeCertificate(folder) : undefined;
  const sink = started.use(await Sink.start({ protocol: scenario.protocol, identity: identityOf(certificate) }));
  const [receiverPort, metricsPort] = await Promise.all([freePort(), freePort()]);
  const configFile = join(folder, "config.yaml");
  const { certFile = "", keyFile = "" } = certificate ?? {};
  const places = { receiverPort, metricsPort, sinkPort: sink.port, certFile, keyFile, storage };
  await writeFile(configFile, collectorConfig(scenario, places));
  const running = started.use(await RunningProgram.start(program, configFile, folder));
  const body = requestBody(scenario.body);
  const load = started.use(await Load.start(targetOf(scenario, receiverPort, body.bytes), scenario.connections));
  const owned = started.move();
  return {
    sink,
    program: running,
    load,
    itemsPerRequest: body.items,
    metricsPort,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function identityOf(certificate: { readonly cert: string; readonly key: string } | undefined) {
  return certificate === undefined ? undefined : { cert: certificate.cert, key: certificate.key };
}

function targetOf({ protocol, body, isTls = false }: Scenario, port: number, bytes: Uint8Array) {
  return { protocol, signal: body.signal, port, isTls, isGzipped: body.isGzipped === true, body: bytes };
}

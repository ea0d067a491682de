import { BuildError, isError, type Finding } from "./finding.ts";
import { graphOfWorker } from "./workers/graph-of-worker.ts";
import { planGraph, type Plan } from "./graph/plan.ts";
import { Service } from "./service.ts";
import type { ServiceOptions } from "./service-parts.ts";
import { telemetryFindings } from "./telemetry/telemetry-findings.ts";

const prefix = "failed to build pipelines";

/** Builds a collector. Rejects with a `BuildError` that has everything that is wrong; then nothing is left of it. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const plan = planService(options);
  const errors = plan.findings.filter(isError);
  if (errors.length > 0) throw new BuildError(prefix, errors);
  const service = serviceOf(options, plan);
  if (service.errors.length === 0) return service;
  await discard(service);
  throw new BuildError(prefix, service.errors);
}

/** What `createService` would refuse or warn of. Creates every component, starts none, and lets go of them. */
export async function dryBuild(options: ServiceOptions): Promise<readonly Finding[]> {
  const plan = planService(options);
  if (plan.findings.some(isError)) return plan.findings;
  const service = new Service(options, plan);
  await discard(service);
  return [...plan.findings, ...service.errors];
}

/** Of several workers, those behind the first run a part of the graph; the first has told what is to be said of it. */
function serviceOf(options: ServiceOptions, plan: Plan): Service {
  const index = options.place?.index ?? 0;
  if (index === 0) return new Service(options, plan);
  const configuration = graphOfWorker(options.configuration, plan, index);
  const { pinned } = plan;
  return new Service({ ...options, configuration }, { ...planGraph(configuration), pinned, findings: [] });
}

function planService({ configuration }: ServiceOptions): Plan {
  const plan = planGraph(configuration);
  return { ...plan, findings: [...plan.findings, ...telemetryFindings(configuration.telemetry)] };
}

/** Components may have taken something when they were created; how giving it back goes tells nothing here. */
async function discard(service: Service): Promise<void> {
  await service.shutdown().catch(() => undefined);
}

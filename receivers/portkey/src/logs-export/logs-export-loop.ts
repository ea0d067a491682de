import { windowed, type Loop } from "@genai-collector/polling";
import type { PortkeyConfig } from "../config.ts";
import type { PortkeyInstruments } from "../telemetry.ts";
import { useCaseSlug } from "../use-case-slug.ts";
import { collectExport } from "./collect-export.ts";
import { exportRequest } from "./export-request.ts";
import type { LogsExportConfig } from "./logs-export-config.ts";

/** Requests around a download: a link, a few of the jobs ahead, and what is repeated of them. */
const controlMs = 120_000;

/** Logs of a workspace, by its export jobs. Each use case is a pass with jobs and a frontier of its own. */
export function logsExportLoop(config: PortkeyConfig, exports: LogsExportConfig): Loop<PortkeyInstruments> {
  const request = exportRequest(config, exports);
  const { releases, traits } = request.shape;
  return windowed<PortkeyInstruments>({
    name: "logs_export",
    cadenceMs: exports.cadence,
    bootstrapMs: request.windowMs,
    maxBackfillMs: exports.max_backfill,
    deadlineMs: exports.download_timeout + controlMs,
    requestsPerPoll: 2,
    ...(config.use_cases.length > 0 ? { passes: config.use_cases.map(({ label }) => useCaseSlug(label)) } : {}),
    windowMs: request.windowMs,
    minWindowMs: exports.min_window,
    settleMs: exports.settle,
    releases,
    fields: traits,
    collect: (step, io) => collectExport(request, step, io),
  });
}

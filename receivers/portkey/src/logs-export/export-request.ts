import type { PortkeyConfig } from "../config.ts";
import { useCaseSlug } from "../use-case-slug.ts";
import type { ExportOrder } from "./export-api.ts";
import type { WindowProblem } from "./export-problems.ts";
import { fnv, fnvStart } from "./fnv.ts";
import { LinkCache } from "./link-cache.ts";
import type { LogsExportConfig } from "./logs-export-config.ts";
import { recordShape, type RecordShape } from "./record-shape.ts";
import { RecordWriter } from "./record-writer.ts";
import { RecentTexts } from "./recent-texts.ts";
import { SeenIds } from "./seen-ids.ts";
import type { LinkPolicy } from "./signed-link.ts";

/** What a loop over exports is asked for: fixed when it is created, but for what it remembers to be faster. */
export interface ExportRequest {
  readonly shape: RecordShape;
  readonly order: Omit<ExportOrder, "from" | "to" | "page" | "apiKeyIds">;
  /** By pass; a pass that is not there is unfiltered. */
  readonly apiKeyIds: ReadonlyMap<string, readonly string[]>;
  readonly linkPolicy: LinkPolicy;
  readonly windowMs: number;
  readonly cadenceMs: number;
  /** Records that a part may have. */
  readonly capacity: number;
  readonly jobsAhead: number;
  readonly chunkMaxRecords: number;
  readonly maxObjectBytes: number;
  readonly maxAttempts: number;
  readonly jobTimeoutMs: number;
  readonly downloadTimeoutMs: number;
  readonly writerOf: (pass: string) => RecordWriter;
  /** Tells apart what jobs were asked for, in 8 hexadecimal digits. */
  readonly settingsOf: (pass: string) => string;
  readonly links: LinkCache;
  readonly seen: SeenIds;
  /** Cursors that this process made. */
  readonly saved: RecentTexts;
  /** What is unusual and was told before. */
  readonly told: Set<WindowProblem>;
}

const secondMs = 1_000;

/** Reads the configuration. */
export function exportRequest(config: PortkeyConfig, exports: LogsExportConfig): ExportRequest {
  const shape = recordShape(exports);
  const order = { workspaceId: exports.workspace_id.trim(), requested: shape.requested, pageSize: exports.page_size };
  const apiKeyIds = keyIdsByPass(config);
  const writers = new Map<string, RecordWriter>();
  return {
    shape,
    order,
    apiKeyIds,
    linkPolicy: { hosts: exports.signed_url_allow_hosts, allowCleartext: config.http.allow_private },
    windowMs: Math.floor(exports.window / secondMs) * secondMs,
    cadenceMs: exports.cadence,
    capacity: exports.page_size * exports.max_pages_per_window,
    jobsAhead: exports.jobs_ahead,
    chunkMaxRecords: exports.chunk_max_records,
    maxObjectBytes: exports.max_object_size,
    maxAttempts: exports.max_attempts,
    jobTimeoutMs: exports.job_poll_timeout,
    downloadTimeoutMs: exports.download_timeout,
    writerOf(pass) {
      const writer = writers.get(pass) ?? new RecordWriter(shape, pass);
      writers.set(pass, writer);
      return writer;
    },
    settingsOf: (pass) => hashOf([config.endpoint, order, apiKeyIds.get(pass)]),
    links: new LinkCache(),
    seen: new SeenIds(),
    saved: new RecentTexts(),
    told: new Set(),
  };
}

function keyIdsByPass({ use_cases, api_key_ids }: PortkeyConfig): ReadonlyMap<string, readonly string[]> {
  if (use_cases.length === 0) return new Map(api_key_ids.length === 0 ? [] : [["", api_key_ids]]);
  return new Map(use_cases.map((useCase) => [useCaseSlug(useCase.label), useCase.api_key_ids]));
}

function hashOf(settings: unknown): string {
  return fnv(fnvStart, JSON.stringify(settings)).toString(16).padStart(8, "0");
}

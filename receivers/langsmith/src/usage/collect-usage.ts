import type { Instant } from "@genai-collector/component";
import type { Sample } from "@genai-collector/polling";
import type { LangsmithIo } from "../ask-langsmith.ts";
import type { ProjectLister } from "../projects/project-lister.ts";
import type { BilledProject } from "../projects/project-fields.ts";
import { sessionLabels } from "../projects/session-labels.ts";
import type { MissingSpansReason } from "./usage-telemetry.ts";
import { chooseForSpans } from "./choose-for-spans.ts";
import { countSpans } from "./count-spans.ts";
import type { UsageConfig } from "./usage-config.ts";

/** What one loop asks for, fixed when it is created. */
export interface UsageRequest {
  readonly prefix: string;
  readonly usage: UsageConfig;
  readonly projects: ProjectLister<BilledProject>;
  /** Requests for span counts in one poll, at most. */
  readonly spanRequests: number;
}

/** The last request gets the rest of the deadline. */
const spanTimeShare = 0.75;

type Value = Omit<Sample, "bucketEnd">;

/** Traces of every project, and spans of as many as the budget allows: what LangSmith does not tell has no sample. */
export async function collectUsage(request: UsageRequest, at: Instant, io: LangsmithIo): Promise<readonly Value[]> {
  const { prefix, projects, usage } = request;
  const to = io.now();
  const from = to - usage.stats_window;
  const list = await projects.list(io, { from, isApproximate: false });
  const spans = await spansOf(list.projects, request, { from, to, at }, io);
  const labels = sessionLabels(list.projects, usage.session_label_value);
  return list.projects.flatMap((project) => {
    const id = project.id!;
    const series = { session: labels.get(id)!, retention_tier: tierOf(project) };
    return [
      ...valueOf(`${prefix}_usage_traces`, series, project.run_count),
      ...valueOf(`${prefix}_usage_spans`, series, spans.get(id)),
    ];
  });
}

async function spansOf(
  projects: readonly BilledProject[],
  { spanRequests, usage }: UsageRequest,
  { from, to, at }: { readonly from: Instant; readonly to: Instant; readonly at: Instant },
  io: LangsmithIo,
): Promise<ReadonlyMap<string, number>> {
  if (!usage.emit_span_counts) return new Map();
  const chosen = chooseForSpans(projects, spanRequests, Math.floor(at / usage.cadence));
  const window = { from, to, until: to + usage.deadline * spanTimeShare };
  const { counts, missing } = await countSpans(chosen, window, io);
  reportMissing(new Map(missing).set("budget", projects.length - chosen.length), io);
  return counts;
}

function reportMissing(missing: ReadonlyMap<MissingSpansReason, number>, io: LangsmithIo): void {
  const found = [...missing].filter(([, count]) => count > 0);
  for (const [reason, count] of found) io.instruments.span_counts_missing.record(count, { reason });
  const reasons = found.map(([reason, count]) => `${count} (${reason})`).join(", ");
  io.report("span counts", reasons === "" ? undefined : new Error(`projects without a span count: ${reasons}`));
}

/** New tiers pass; what is no name of one is all the same. */
function tierOf({ trace_tier: tier }: BilledProject): string {
  if (tier === undefined || tier === "") return "unknown";
  return typeof tier === "string" ? tier : "_other";
}

function valueOf(series: string, labels: Value["labels"], value: number | undefined): readonly Value[] {
  return value === undefined ? [] : [{ series, labels, value }];
}

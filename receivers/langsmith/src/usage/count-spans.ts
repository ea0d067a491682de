import { isAborted, isCollectorError, type Instant } from "@genai-collector/component";
import { sourceStatus } from "@genai-collector/polling";
import { FieldCounts, readAnswer } from "@genai-collector/polling/fields";
import { askLangsmith, type LangsmithIo } from "../ask-langsmith.ts";
import { spanFields } from "../projects/project-fields.ts";
import { reportFields } from "../report-fields.ts";
import type { MissingSpansReason } from "./usage-telemetry.ts";
import { wireTime } from "../wire-time.ts";

/** Which spans: of runs that start in it. LangSmith takes whole seconds. */
export interface SpanWindow {
  readonly from: Instant;
  readonly to: Instant;
  /** Nobody is asked about after this: a slow source must not cost the whole poll. */
  readonly until: Instant;
}

/** The statistics of one project's runs are small, whatever ran. */
const maxAnswerBytes = 8 * 1024 * 1024;
/** So many failures one after the other are the endpoint's, not the projects'. */
const failuresInARow = 3;

/** Spans by project, as far as they could be had; and for the others, why not. */
export interface SpanCounts {
  readonly counts: ReadonlyMap<string, number>;
  readonly missing: ReadonlyMap<MissingSpansReason, number>;
}

/**
 * Asks for each project's spans, one after the other. A project that cannot be had is left out, and all the rest where
 * the key lacks the permission, time is up, or one after the other fails. Rejects where the rate limit is reached.
 */
export async function countSpans(ids: readonly string[], window: SpanWindow, io: LangsmithIo): Promise<SpanCounts> {
  const counts = new Map<string, number>();
  const missing = new Map<MissingSpansReason, number>();
  const fields = new FieldCounts(spanFields);
  const miss = (reason: MissingSpansReason, projects = 1): void => {
    missing.set(reason, (missing.get(reason) ?? 0) + projects);
  };
  let failures = 0;
  for (const [index, id] of ids.entries()) {
    if (io.now() >= window.until) {
      miss("time", ids.length - index);
      break;
    }
    try {
      const spans = await askForSpans(id, window, fields, io);
      failures = 0;
      if (spans === undefined) miss("no_value");
      else counts.set(id, spans);
    } catch (error) {
      const reason = reasonOf(error);
      failures++;
      const isOver = reason === "permission" || failures === failuresInARow;
      miss(reason, isOver ? ids.length - index : 1);
      if (isOver) break;
    }
  }
  reportFields(io, "usage", fields, "span counts");
  return { counts, missing };
}

/** Runs of all kinds: without a word about roots, every run is counted. Undefined: LangSmith does not tell. */
async function askForSpans(
  id: string,
  { from, to }: SpanWindow,
  counts: FieldCounts,
  io: LangsmithIo,
): Promise<number | undefined> {
  const request = {
    url: "/runs/stats",
    json: { session: [id], start_time: wireTime(from), end_time: wireTime(to), select: ["run_count"] },
    maxBodyBytes: maxAnswerBytes,
    // The next poll asks again: repeating each of many requests would outlast this one.
    idempotent: false,
    isBackground: true,
  };
  const answer = await askLangsmith(
    io,
    { loop: "usage", endpoint: "runs/stats", request },
    async (response) => readAnswer(spanFields, await response.body.read(maxAnswerBytes), { counts }),
    ({ run_count }) => run_count ?? 0,
  );
  return answer.run_count;
}

/** Why one project's spans are missing. Throws what the whole poll must end with. */
function reasonOf(error: unknown): MissingSpansReason {
  if (!isCollectorError(error) || isAborted(error)) throw error;
  const status = sourceStatus(error);
  if (status === 429) throw error;
  if (status === 401 || status === 403) return "permission";
  return status === undefined ? "no_answer" : "status";
}

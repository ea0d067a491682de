import { isAborted, isCollectorError, type CollectorError, type DeadLetter } from "@genai-collector/component";
import type { Loss } from "../send-tally.ts";
import { rejectReasons } from "../telemetry.ts";

/** Why items are lost, in words of closed lists: nothing that a sink says about them is in it. */
export type ReasonOfLoss = Pick<DeadLetter, "reason" | "code" | "kind" | "status">;

/** What a loss is put down to. */
export function reasonOfLoss({ error, isToBlame = false }: Loss): ReasonOfLoss {
  if (!isCollectorError(error)) return { reason: "bug", code: "bug", kind: "bug" };
  const { code, kind, answer } = error;
  return { reason: isToBlame ? "rejected" : wordFor(error), code, kind, status: answer && classOf(answer) };
}

/** As sinks reject; else what it was given up for. */
function wordFor(error: CollectorError): string {
  if (isAborted(error)) return "shutdown";
  if (error.kind === "retryable" || error.kind === "refused") return "budget_spent";
  if (error.kind !== "gap") return error.kind;
  return rejectReasons.find((known) => known === error.rejected[0]?.reason) ?? "other";
}

function classOf(answer: string): string {
  return /^\d{3}$/.test(answer) ? `${answer[0]}xx` : answer;
}

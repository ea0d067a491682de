import { CollectorError, type HttpResponse } from "@genai-collector/component";
import { parseRetryAfter } from "../http-client/retry-after.ts";
import { kubernetesService } from "./kubernetes-service.ts";

/** What the API server says where it does not answer with an object: `Status` of the API reference. */
export interface KubernetesStatus {
  readonly kind: "Status";
  readonly reason?: string;
  readonly message?: string;
}

/** An answer that was read: its status, and what it holds as far as that is JSON. */
export interface KubernetesAnswer {
  readonly status: number;
  readonly content: unknown;
  readonly retryAfterMs: number | undefined;
}

/** A list of as many ConfigMaps as the API server keeps of its largest: no answer of its is longer. */
const maxBodyBytes = 64 * 1024 * 1024;
/** Of what the API server says of a request, so much is told on. */
const shownCharacters = 300;

/** Reads an answer to its end. `now`: the wall clock, in milliseconds. */
export async function readAnswer({ status, headers, body }: HttpResponse, now: number): Promise<KubernetesAnswer> {
  const text = new TextDecoder().decode(await body.read(maxBodyBytes));
  const retryAfterMs = parseRetryAfter(headers["retry-after"], now);
  return { status, content: parsed(text), retryAfterMs };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a page of some proxy; whoever asked for an object finds none
  }
}

/**
 * Whether the API server itself said so, with this status and reason. A 404 of something in front of it must not be taken
 * for the absence of an object: what is absent is made anew.
 */
export function says(answer: KubernetesAnswer, status: number, reason: string): boolean {
  return answer.status === status && statusOf(answer)?.reason === reason;
}

/** What is to be told of an answer that is not the one hoped for. `what`: "get the Lease a/b". */
export function answerError(what: string, answer: KubernetesAnswer): CollectorError {
  const { status, retryAfterMs } = answer;
  const isLater = status < 300 || status === 408 || status === 429 || status >= 500 || says(answer, 409, "Conflict");
  const said = statusOf(answer)?.message;
  const why = said === undefined ? notItself(status) : `${status}, ${said.slice(0, shownCharacters)}`;
  const message = `cannot ${what} at ${kubernetesService.name}: ${why}`;
  if (isLater) return new CollectorError(kubernetesService.unavailable, message, { kind: "retryable", retryAfterMs });
  return new CollectorError(kubernetesService.refused, message, { kind: "misconfigured" });
}

function notItself(status: number): string {
  return status < 300 ? "the answer is no such object" : `${status}, without a word of the API server's own`;
}

function statusOf({ content }: KubernetesAnswer): KubernetesStatus | undefined {
  const isStatus = typeof content === "object" && content !== null && "kind" in content && content.kind === "Status";
  return isStatus ? (content as KubernetesStatus) : undefined;
}

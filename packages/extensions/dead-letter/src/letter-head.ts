import type { Coverage, DeadLetter, Signal } from "@genai-collector/component";

/** What a letter is about, without its items. */
export interface LetterHead extends Omit<DeadLetter, "payload"> {
  readonly signal: Signal;
  readonly items: number;
  /** How often it was sent again in vain. */
  readonly attempts: number;
  /** Lengths of the payload's ranges, in order. */
  readonly lengths: readonly number[];
}

/** As it lies on disk: JSON with short names. */
interface StoredHead {
  readonly s: Signal;
  readonly i: number;
  readonly e: string;
  readonly p: readonly string[];
  readonly r: string;
  readonly c: string;
  readonly k: DeadLetter["kind"];
  readonly a?: string | undefined;
  readonly g?: Coverage | undefined;
  readonly t: number;
  readonly n: number;
  readonly l: readonly number[];
}

const signals: readonly string[] = ["traces", "metrics", "logs"] satisfies Signal[];
const kinds: readonly string[] = [
  "retryable",
  "gap",
  "malformed",
  "misconfigured",
  "refused",
  "bug",
] satisfies DeadLetter["kind"][];

/** Takes what is named here and nothing else, whatever an exporter adds. */
export function encodeLetterHead(head: LetterHead): Uint8Array {
  const { signal, items, exporter, pipelines, reason, code, kind, status, coverage, at, attempts, lengths } = head;
  const stored: StoredHead = {
    s: signal,
    i: items,
    e: exporter,
    p: pipelines,
    r: reason,
    c: code,
    k: kind,
    a: status,
    g: coverage && storedCoverage(coverage),
    t: at,
    n: attempts,
    l: lengths,
  };
  return new TextEncoder().encode(JSON.stringify(stored));
}

/** Undefined for what is no head. */
export function decodeLetterHead(bytes: Uint8Array): LetterHead | undefined {
  const head = tryParseJson(bytes);
  if (!isObject(head) || !isStoredHead(head)) return undefined;
  const { s, i, e, p, r, c, k, a, g, t, n, l } = head;
  return {
    signal: s,
    items: i,
    exporter: e,
    pipelines: p,
    reason: r,
    code: c,
    kind: k,
    status: a,
    coverage: g,
    at: t,
    attempts: n,
    lengths: l,
  };
}

function storedCoverage({ receiver, loop, pass, from, to, bucketMs, observedAt }: Coverage): Coverage {
  return { receiver, loop, pass, from, to, bucketMs, observedAt };
}

function isStoredHead(head: Readonly<Record<string, unknown>>): head is Readonly<Record<string, unknown>> & StoredHead {
  const { s, i, e, p, r, c, k, a, g, t, n, l } = head;
  const areTexts = [s, e, r, c, k, a ?? ""].every((each) => typeof each === "string");
  const areCounts = [i, n].every(isCount) && Array.isArray(l) && l.every(isCount);
  const arePipelines = Array.isArray(p) && p.every((each) => typeof each === "string");
  const isKnown = signals.includes(s as string) && kinds.includes(k as string);
  return areTexts && areCounts && arePipelines && isKnown && Number.isSafeInteger(t) && isCoverage(g);
}

function isCoverage(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isObject(value)) return false;
  const { receiver, loop, pass, from, to, bucketMs, observedAt } = value;
  const areTexts = [receiver, loop, pass].every((each) => typeof each === "string");
  return areTexts && [from, to, observedAt, bucketMs ?? 0].every((each) => typeof each === "number");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function tryParseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

import type { BatchContext, ClientInfo, Coverage, Payload, Signal } from "@genai-collector/component";

/** What this program writes. A change that it could not read needs the next number. */
const version = 1;

/** The summary of a record: what must be known of it while it waits. */
export interface RecordHead {
  readonly items: number;
  readonly bytes: number;
  /** Polled data: what it stands for. */
  readonly coverage?: Coverage | undefined;
  /** Pushed data: who sent it, with the metadata that partitions are made by. */
  readonly client?: ClientInfo | undefined;
}

/** As it lies on disk: JSON with short names. */
interface StoredHead {
  readonly v: number;
  readonly s: Signal;
  readonly i: number;
  readonly b: number;
  readonly a: BatchContext["acknowledge"];
  readonly p?: Coverage | undefined;
  readonly c?: StoredClient | undefined;
}

interface StoredClient {
  readonly a: string;
  readonly t?: string | undefined;
  readonly m?: readonly (readonly [string, readonly string[]])[] | undefined;
}

/** `metadata`: of the client, what is to be kept. What an authenticator found out is not written. */
export function encodeHead(
  payload: Payload,
  { acknowledge, coverage, client }: BatchContext,
  metadata: ClientInfo["metadata"] | undefined,
): Uint8Array {
  const head: StoredHead = {
    v: version,
    s: payload.signal,
    i: payload.items,
    b: payload.bytes,
    a: acknowledge,
    p: coverage,
    c: client && { a: client.address, t: client.transport, m: metadata && [...metadata] },
  };
  return new TextEncoder().encode(JSON.stringify(head));
}

/** Undefined for what cannot be read, `newer` for what a later version of this program wrote. */
export function decodeHead(bytes: Uint8Array, signal: Signal): RecordHead | "newer" | undefined {
  let head: unknown;
  try {
    head = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  if (!isObject(head) || !Number.isInteger(head.v)) return undefined;
  if ((head.v as number) > version) return "newer";
  if (head.s !== signal || !isCount(head.i) || !isCount(head.b)) return undefined;
  if (head.p !== undefined && !isCoverage(head.p)) return undefined;
  if (head.c !== undefined && !isClient(head.c)) return undefined;
  const { i, b, p, c } = head as unknown as StoredHead;
  return { items: i, bytes: b, coverage: p, client: c && clientOf(c) };
}

function clientOf({ a, t, m }: StoredClient): ClientInfo {
  return { address: a, transport: t, metadata: new Map(m) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCoverage(value: unknown): value is Coverage {
  if (!isObject(value)) return false;
  const { receiver, loop, pass, from, to, bucketMs, observedAt } = value;
  const areTexts = [receiver, loop, pass].every((each) => typeof each === "string");
  const areNumbers = [from, to, observedAt, bucketMs ?? 0].every((each) => typeof each === "number");
  return areTexts && areNumbers;
}

function isClient(value: unknown): value is StoredClient {
  if (!isObject(value) || typeof value.a !== "string") return false;
  const { t, m = [] } = value;
  if (t !== undefined && typeof t !== "string") return false;
  return Array.isArray(m) && m.every(isMetadata);
}

function isMetadata(entry: unknown): boolean {
  if (!Array.isArray(entry) || entry.length !== 2) return false;
  const [name, values] = entry as readonly unknown[];
  return typeof name === "string" && Array.isArray(values) && values.every((value) => typeof value === "string");
}

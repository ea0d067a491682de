import type { ClientInfo, Payload, Range, Signal } from "@genai-collector/component";
import { payloadFromRanges } from "@genai-collector/pdata";

/** Where the ranges of a body lie, and who sent them. Stands before them, behind its own length. */
interface Table {
  /** Lengths of the ranges, in order. */
  readonly lengths: readonly number[];
  /** Address and transport of every client. */
  readonly clients: readonly (readonly [address: string, transport: string | null])[];
  /** Runs of ranges of one client: how many, and which; -1 for ranges of nobody. */
  readonly runs: readonly (readonly [number, number])[];
}

const lengthBytes = 4;

/** The parts of a body: the ranges' bytes are not copied. */
export function encodeBody(payload: Payload): readonly Uint8Array[] {
  const ranges = payload.encoded();
  const table = new TextEncoder().encode(JSON.stringify(tableOf(ranges)));
  const prefix = new Uint8Array(lengthBytes + table.length);
  new DataView(prefix.buffer).setUint32(0, table.length);
  prefix.set(table, lengthBytes);
  return [prefix, ...ranges.map(({ bytes }) => bytes)];
}

/** Undefined where the bytes are no body. Ranges lie in `bytes`. */
export function decodeBody(signal: Signal, bytes: Uint8Array): Payload | undefined {
  if (bytes.length < lengthBytes) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const start = lengthBytes + length;
  if (start > bytes.length) return undefined;
  const table = readTable(bytes.subarray(lengthBytes, start));
  if (table === undefined || start + sum(table.lengths) !== bytes.length) return undefined;
  return payloadFromRanges(signal, rangesOf(bytes, start, table));
}

function tableOf(ranges: readonly Range[]): Table {
  const indices = new Map<string, number>();
  const clients: [string, string | null][] = [];
  const runs: [number, number][] = [];
  for (const { client } of ranges) {
    let index = -1;
    if (client !== undefined) {
      const stored: [string, string | null] = [client.address, client.transport ?? null];
      const key = JSON.stringify(stored);
      index = indices.get(key) ?? clients.push(stored) - 1;
      indices.set(key, index);
    }
    const last = runs.at(-1);
    if (last?.[1] === index) last[0]++;
    else runs.push([1, index]);
  }
  return { lengths: ranges.map(({ bytes }) => bytes.length), clients, runs };
}

function rangesOf(bytes: Uint8Array, start: number, { lengths, clients, runs }: Table): Range[] {
  const known = clients.map(([address, transport]): ClientInfo => ({
    address,
    transport: transport ?? undefined,
    metadata: new Map(),
  }));
  const owners = runs.flatMap(([count, index]) => Array.from({ length: count }, () => known[index]));
  let end = start;
  return lengths.map((length, index) => ({ bytes: bytes.subarray(end, (end += length)), client: owners[index] }));
}

/** Its bytes are covered by the storage's checksum: what parses was written by `encodeBody`. */
function readTable(bytes: Uint8Array): Table | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Table;
  } catch {
    return undefined;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

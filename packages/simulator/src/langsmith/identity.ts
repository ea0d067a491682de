import { hash01 } from "../hash.ts";

/** Where a run is found again: the minute and number of its trace, and its place in it. */
export interface RunAddress {
  /** Minutes since 1970 UTC in which the trace begins. */
  readonly minute: number;
  /** Which trace of that minute. */
  readonly trace: number;
  /** Which run of that trace; 0 is the root. */
  readonly run: number;
}

/** A v4 UUID that follows from its parts. */
export function uuidOf(seed: number, ...parts: readonly number[]): string {
  const word = (n: number): string => hex(bits(seed, 32, ...parts, n), 8);
  return punctuated(`${word(1)}${word(2)}${word(3)}${word(4)}`);
}

/**
 * The id of a run: a v4 UUID that holds its address, so that a run is found by its id without a list of all runs.
 * The first word is a check; from it follow the pads that make the address look like chance.
 */
export function runId(seed: number, { minute, trace, run }: RunAddress): string {
  const check = bits(seed, 32, minute, trace, run);
  const pad = padsOf(seed, check);
  const low = hex((minute ^ pad.minute) >>> 0, 7);
  const tail = `${hex((trace ^ pad.trace) >>> 0, 7)}${hex(bits(seed, 20, check, 5), 5)}`;
  return punctuated(`${hex(check, 8)}${low.slice(0, 4)}4${low.slice(4)}8${hex(run ^ pad.run, 3)}${tail}`);
}

/** The address in the id of a run; undefined for any other text. */
export function addressOf(seed: number, id: string): RunAddress | undefined {
  const found = /^([0-9a-f]{8})-([0-9a-f]{4})-4([0-9a-f]{3})-[89ab]([0-9a-f]{3})-([0-9a-f]{7})[0-9a-f]{5}$/.exec(id);
  if (found === null) return undefined;
  const [check, high, low, run, trace] = found.slice(1).map((text) => Number.parseInt(text, 16));
  const pad = padsOf(seed, check!);
  const address = {
    minute: ((high! * 0x1000 + low!) ^ pad.minute) >>> 0,
    trace: (trace! ^ pad.trace) >>> 0,
    run: run! ^ pad.run,
  };
  return runId(seed, address) === id ? address : undefined;
}

function padsOf(seed: number, check: number): RunAddress {
  return { minute: bits(seed, 28, check, 1), trace: bits(seed, 28, check, 2), run: bits(seed, 12, check, 3) };
}

function bits(seed: number, count: number, ...parts: readonly number[]): number {
  return Math.floor(hash01(seed, ...parts, 0x1d) * 2 ** count);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** Sets the version and variant of 32 hexadecimal digits and puts the dashes in. */
function punctuated(digits: string): string {
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join("-");
}

import { differences, isSame, type Delivered, type Expected, type Says } from "./items.ts";

/** What came of one loop, held against what is true. */
export interface LoopAccount {
  readonly loop: string;
  /** What must be there, and what may be and is. */
  readonly expected: number;
  readonly delivered: number;
  readonly missing: number;
  /** Came more than once, or where nothing was expected. */
  readonly duplicated: number;
  readonly wrong: number;
  /** Points that came again with the same bytes: harmless. */
  readonly resent: number;
  /** The first few differences, for people. */
  readonly examples: readonly string[];
}

const shownExamples = 3;

/** Compares what a loop delivered with what it had to. `delivered`: of this loop alone. */
export function accountOf(loop: string, expected: readonly Expected[], delivered: readonly Delivered[]): LoopAccount {
  const left = new Map(delivered.map((item) => [item.key, item]));
  const examples: string[] = [];
  let [count, missing, wrong] = [0, 0, 0];
  for (const { key, accepts, isDue } of expected) {
    const item = left.get(key);
    left.delete(key);
    if (isDue || item !== undefined) count++;
    if (item === undefined) {
      if (!isDue) continue;
      missing++;
      examples.push(`missing: ${show(key)}${timeOf(accepts[0]!)}`);
    } else if (!accepts.some((truth) => isSame(truth, item.says))) {
      wrong++;
      examples.push(`wrong: ${show(key)} ${contrast(accepts[0]!, item.says)}`);
    }
  }
  for (const key of left.keys()) examples.push(`not expected: ${show(key)}`);
  for (const { key, isTwice } of delivered) if (isTwice) examples.push(`twice: ${show(key)}`);
  return {
    loop,
    expected: count,
    delivered: delivered.length,
    missing,
    duplicated: delivered.filter(({ isTwice }) => isTwice).length + left.size,
    wrong,
    resent: delivered.reduce((sum, { copies, isTwice }) => sum + (isTwice ? 0 : copies - 1), 0),
    examples: examples.slice(0, shownExamples),
  };
}

/** Whether nothing is missing, wrong, or there twice, and there was something to look at. */
export function isCleanLoop({ expected, missing, duplicated, wrong }: LoopAccount): boolean {
  return expected > 0 && missing === 0 && duplicated === 0 && wrong === 0;
}

function contrast(truth: Says, found: Says): string {
  if (typeof truth === "number" || typeof found === "number")
    return `is ${JSON.stringify(found)}, is truly ${JSON.stringify(truth)}`;
  const told = differences(truth, found).map((name) => `${name} is ${found[name]}, is truly ${truth[name]}`);
  return told.join("; ");
}

/** A point's time is in its key. */
function timeOf(says: Says): string {
  if (typeof says === "number" || says["time"] === undefined) return "";
  return ` at ${new Date(Number(says["time"]) / 1e6).toISOString()}`;
}

function show(key: string): string {
  const [name, labels, time] = JSON.parse(key) as [string, string | [string, string][], number];
  if (typeof labels === "string") return `${name}, id ${labels}`;
  const shown = labels.map(([label, value]) => `${label}="${value}"`).join(",");
  return `${name}{${shown}} at ${new Date(time).toISOString()}`;
}

import { parseArgs } from "node:util";

/** What `pnpm bench` is asked for. */
export interface Flags {
  /** Which parts run; all of them where none is named. */
  readonly parts: ReadonlySet<Part>;
  /** Names of scenarios or growths; empty: all. */
  readonly scenarios: readonly string[];
  readonly runs: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Rounds of the codec's bench, and milliseconds of each. */
  readonly rounds: number;
  readonly roundMs: number;
  /** Another build of the collector than this workspace's: its cli.js. */
  readonly ours: string | undefined;
  /** Write CPU profiles of ours into this folder. */
  readonly profile: string | undefined;
  /** Where the figures go as JSON. */
  readonly out: string | undefined;
}

const parts = ["codec", "compare", "growth", "workers"] as const;
type Part = (typeof parts)[number];

/** Reads the command line. Throws on what it does not know. */
export function parseFlags(args: readonly string[]): Flags {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      scenario: { type: "string", multiple: true, default: [] },
      runs: { type: "string", default: "5" },
      seconds: { type: "string", default: "8" },
      "warm-up": { type: "string", default: "2" },
      rounds: { type: "string", default: "40" },
      ms: { type: "string", default: "60" },
      ours: { type: "string" },
      profile: { type: "string" },
      out: { type: "string" },
    },
  });
  const { scenario } = values;
  const named = positionals.map(partOf);
  return {
    parts: new Set(named.length > 0 ? named : scenario.length > 0 ? ["compare", "growth", "workers"] : parts),
    scenarios: scenario,
    runs: positive("runs", values.runs, Number.isInteger),
    seconds: positive("seconds", values.seconds),
    warmUpSeconds: positive("warm-up", values["warm-up"]),
    rounds: positive("rounds", values.rounds, Number.isInteger),
    roundMs: positive("ms", values.ms),
    ours: values.ours,
    profile: values.profile,
    out: values.out,
  };
}

function partOf(text: string): Part {
  const part = parts.find((each) => each === text);
  if (part === undefined) throw new Error(`expected ${parts.join(", ")}, found "${text}"`);
  return part;
}

function positive(name: string, text: string, isAllowed: (number: number) => boolean = Number.isFinite): number {
  const number = Number(text);
  if (!isAllowed(number) || number <= 0) throw new Error(`--${name}: expected a positive number, found "${text}"`);
  return number;
}

import { phases, type Phase } from "./phases.ts";
import { troubleKinds, type Aim, type TroubleKind } from "./trouble.ts";
import type { Coverage } from "./coverage.ts";

/** An aim as it stands on a command line: `crash@saving`, `files.write/before`. */
export function formatAim(aim: Aim): string {
  return "kind" in aim ? `${aim.kind}@${aim.during}` : `${aim.call}/${aim.when}`;
}

/** The aims of a command line, with commas in between. Throws where one is none. */
export function parseAims(text: string): readonly Aim[] {
  return text === "" ? [] : text.split(",").map((each) => parseAim(each));
}

function parseAim(text: string): Aim {
  const [kind, during] = text.split("@");
  if (troubleKinds.includes(kind as TroubleKind) && phases.includes(during as Phase))
    return { kind: kind as TroubleKind, during: during as Phase };
  const [call, when] = text.split("/");
  if (call !== undefined && (when === "before" || when === "after")) return { call, when };
  throw new Error(`"${text}" is no aim: a trouble and when, as crash@saving, or a call and when, as files.write/after`);
}

/** How many aims of each sort a story has. */
const faultAims = 4;
const seamAims = 2;

/** Chooses what the next story is to try: what was tried least, over all stories so far and those under way. */
export class AimChooser {
  readonly #coverage: Coverage;
  readonly #calls = new Set<string>();
  /** How often each was aimed at: what cannot be hit must not be aimed at for ever. */
  readonly #tried = new Map<string, number>();

  constructor(coverage: Coverage) {
    this.#coverage = coverage;
  }

  /** Calls that processes make, by name. */
  know(calls: Iterable<string>): void {
    for (const call of calls) this.#calls.add(call);
  }

  get calls(): readonly string[] {
    return [...this.#calls].toSorted();
  }

  next(): readonly Aim[] {
    const cells = troubleKinds.flatMap((kind) => phases.map((during) => ({ kind, during })));
    const faults = this.#least(cells, ({ kind, during }) => this.#coverage.of(kind, during)).slice(0, faultAims);
    const calls = this.calls.flatMap((call) => (["before", "after"] as const).map((when) => ({ call, when })));
    const deaths = this.#least(calls, ({ call, when }) => this.#coverage.deaths(call, when));
    // Of one family: a collector has one store.
    const family = deaths[0]?.call.split(".")[0];
    const seams = deaths.filter(({ call }) => call.split(".")[0] === family).slice(0, seamAims);
    const aims = [...faults, ...seams];
    for (const aim of aims) this.#tried.set(formatAim(aim), (this.#tried.get(formatAim(aim)) ?? 0) + 1);
    return aims;
  }

  #least<A extends Aim>(aims: readonly A[], hits: (aim: A) => number): readonly A[] {
    const weight = (aim: A): number => hits(aim) + (this.#tried.get(formatAim(aim)) ?? 0) / 4;
    return aims.toSorted((a, b) => weight(a) - weight(b));
  }
}

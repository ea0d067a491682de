import { hash01 } from "./hash.ts";

/** What may go wrong with one request. */
export const faultKinds = [
  "unauthorized",
  "forbidden",
  "not_found",
  "throttled",
  "server_error",
  "slow",
  "cut",
  "not_json",
  "too_large",
  "quota",
  "missing_field",
  "null_field",
  "text_number",
  "coarse",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** A fault in a stretch of time. */
export interface ScriptedFault<Kind extends string = FaultKind> {
  readonly kind: Kind;
  /** Milliseconds since 1970 UTC; `to` is not part of it. */
  readonly from: number;
  readonly to: number;
  /** A part of the path, for example `graphs/tokens`. Absent: every request. */
  readonly target?: string | undefined;
}

/** Chances, each in [0, 1], of a fault in any one request. */
export type FaultRates<Kind extends string = FaultKind> = Readonly<Partial<Record<Kind, number>>>;

/** Decides what goes wrong, by script first, then by chance. Every request draws once, so a seed gives one story. */
export class Faults<Kind extends string> {
  readonly #kinds: readonly Kind[];
  readonly #seed: number;
  readonly #rates: FaultRates<Kind>;
  readonly #tell: (kind: Kind, path: string) => void;
  readonly #script: ScriptedFault<Kind>[] = [];
  #draws = 0;

  /** `kinds`: all that the platform knows, in the order in which chance tries them. `tell` hears of each that happens. */
  constructor(
    kinds: readonly Kind[],
    seed: number,
    rates: FaultRates<Kind>,
    tell: (kind: Kind, path: string) => void = () => undefined,
  ) {
    this.#kinds = kinds;
    this.#seed = seed;
    this.#rates = rates;
    this.#tell = tell;
  }

  add(fault: ScriptedFault<Kind>): void {
    this.#script.push(fault);
  }

  /** The fault of a request to `path` at `now`; undefined: none. */
  draw(path: string, now: number): Kind | undefined {
    const kind = this.#drawn(path, now);
    if (kind !== undefined) this.#tell(kind, path);
    return kind;
  }

  #drawn(path: string, now: number): Kind | undefined {
    const draw = this.#draws++;
    const scripted = this.#script.find(
      (fault) => fault.from <= now && now < fault.to && (fault.target === undefined || path.includes(fault.target)),
    );
    if (scripted !== undefined) return scripted.kind;
    let luck = hash01(this.#seed, draw, 77);
    for (const kind of this.#kinds) {
      luck -= this.#rates[kind] ?? 0;
      if (luck < 0) return kind;
    }
    return undefined;
  }
}

import { boundsFor } from "./histogram-bounds.ts";
import { Counter, Gauge, Histogram } from "./instruments.ts";
import { isPublished, type MetricsLevel } from "./metric-levels.ts";

export interface MetricSpec {
  /** As it stands on the page: `otelcol_receiver_accepted_spans`. */
  readonly name: string;
  /** UCUM, or an annotation such as `{item}`. */
  readonly unit: string;
  /** A sentence, with the stability behind it: `Items that came in. [Alpha]`. */
  readonly doc: string;
  /** What becomes of the values of several workers: their sum when absent. */
  readonly combine?: "max" | undefined;
}

/** Attribute names and values. Values are from closed lists or the configuration, never from data. */
export type MetricAttributes = Readonly<Record<string, string>>;

interface Instrument {
  counter: Counter;
  gauge: Gauge;
  histogram: Histogram;
}

export type MetricKind = keyof Instrument;

/** All series of one metric at one instant. */
export interface MetricSnapshot<K extends MetricKind = MetricKind> extends MetricSpec {
  readonly kind: K;
  readonly series: readonly { readonly attributes: MetricAttributes; readonly instrument: Instrument[K] }[];
}

/** One metric: an instrument for each set of attribute values. */
export class MetricFamily<K extends MetricKind> {
  readonly #series = new Map<string, { readonly attributes: MetricAttributes; readonly instrument: Instrument[K] }>();
  readonly #make: () => Instrument[K];

  constructor(make: () => Instrument[K]) {
    this.#make = make;
  }

  /** The instrument for these values, made at the first call. Hot paths keep it. */
  with(attributes: MetricAttributes): Instrument[K] {
    const sorted = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(sorted);
    let found = this.#series.get(key);
    if (found === undefined) {
      found = { attributes: Object.fromEntries(sorted), instrument: this.#make() };
      this.#series.set(key, found);
    }
    return found.instrument;
  }

  /** Changes whenever something is counted. */
  get counted(): number {
    let sum = 0;
    for (const { instrument } of this.#series.values())
      sum += "bounds" in instrument ? instrument.count : instrument.value;
    return sum;
  }

  /** Every series, ordered by its attributes. */
  series(): MetricSnapshot<K>["series"] {
    return [...this.#series].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
  }
}

interface Registered {
  readonly kind: MetricKind;
  readonly spec: MetricSpec;
  readonly family: MetricFamily<MetricKind>;
}

/** The collector's own metrics. What the level leaves out can be recorded all the same; it is not published. */
export class MetricRegistry {
  readonly level: MetricsLevel;
  readonly #metrics = new Map<string, Registered>();
  readonly #observers: (() => void)[] = [];

  constructor(level: MetricsLevel) {
    this.level = level;
  }

  counter(spec: MetricSpec): MetricFamily<"counter"> {
    return this.#metric("counter", spec, () => new Counter());
  }

  gauge(spec: MetricSpec): MetricFamily<"gauge"> {
    return this.#metric("gauge", spec, () => new Gauge());
  }

  histogram(spec: MetricSpec): MetricFamily<"histogram"> {
    const bounds = boundsFor(spec.unit);
    return this.#metric("histogram", spec, () => new Histogram(bounds));
  }

  /** Runs `observe` before each snapshot, to set what is read rather than counted. */
  onCollect(observe: () => void): void {
    this.#observers.push(observe);
  }

  /** Changes whenever something is counted: as long as it does not, a snapshot would say nothing new of counters. */
  get counted(): number {
    let sum = 0;
    for (const { kind, family } of this.#metrics.values()) if (kind !== "gauge") sum += family.counted;
    return sum;
  }

  /** Every metric that was registered, published or not, also where nothing was counted yet. */
  get names(): readonly string[] {
    return [...this.#metrics.keys()].toSorted();
  }

  /** Every published metric that has a series, by name. */
  snapshot(): readonly MetricSnapshot[] {
    for (const observe of this.#observers) observe();
    return [...this.#metrics.values()]
      .filter(({ spec }) => isPublished(spec.name, this.level))
      .map(({ kind, spec, family }) => ({ ...spec, kind, series: family.series() }))
      .filter(({ series }) => series.length > 0)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** One metric a name: components of one type share it. Throws when two declare it differently, which is a bug. */
  #metric<K extends MetricKind>(kind: K, spec: MetricSpec, make: () => Instrument[K]): MetricFamily<K> {
    const known = this.#metrics.get(spec.name);
    if (known === undefined) {
      const family = new MetricFamily<K>(make);
      this.#metrics.set(spec.name, { kind, spec, family });
      return family;
    }
    if (known.kind !== kind || known.spec.unit !== spec.unit) {
      throw new Error(
        `metric ${spec.name} is declared twice: as a ${known.kind} in "${known.spec.unit}" and a ${kind} in "${spec.unit}"`,
      );
    }
    return known.family as unknown as MetricFamily<K>;
  }
}

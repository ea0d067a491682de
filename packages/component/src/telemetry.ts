/** One instrument of a component. Its metric is `otelcol_<kind>_<type>_<name>`. */
export interface InstrumentSpec {
  readonly kind: "counter" | "histogram" | "gauge";
  /** UCUM, or an annotation such as `{item}`. */
  readonly unit: string;
  readonly doc: string;
  /** Each attribute with its closed list of values. */
  readonly attributes?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** The instruments of a factory, by name in `snake_case`. */
export type Instruments = Readonly<Record<string, InstrumentSpec>>;

type Closed = Readonly<Record<string, readonly string[]>>;

/** What a component records into: typed by its factory's declaration, attribute values included. */
export type Recorders<I extends Instruments> = {
  readonly [K in keyof I]: I[K]["attributes"] extends infer A extends Closed
    ? { record(value: number, attributes: { readonly [N in keyof A]: A[N][number] }): void }
    : { record(value: number): void };
};

export type LogData = Readonly<Record<string, unknown>>;

/**
 * Data first, sentence second. `error`: data lost or an operator must act. `warn`: unexpected, recovered. `info`: a
 * state change. `debug`: at most once per batch.
 */
export interface Logger {
  debug(data: LogData, message: string): void;
  info(data: LogData, message: string): void;
  warn(data: LogData, message: string): void;
  error(data: LogData, message: string): void;
}

export interface Tracer {
  /** Runs `run` inside a span of the collector's own telemetry. */
  span<T>(name: string, run: () => Promise<T>): Promise<T>;
}

import type { InstrumentSpec } from "@genai-collector/component";
import type { MetricAttributes } from "./metric-registry.ts";

/** What a value outside its closed list is recorded as, after the OpenTelemetry convention. */
export const otherValue = "_OTHER";

/** The attributes of one instrument: always the declared names, each value from its closed list. */
export class ClosedAttributes {
  readonly #declared: readonly { readonly name: string; readonly values: ReadonlySet<string> }[];
  readonly #told = new Set<string>();
  readonly #onUnknown: (attribute: string) => void;

  /** `onUnknown` hears once of each attribute that was given another value. */
  constructor(spec: InstrumentSpec, onUnknown: (attribute: string) => void) {
    this.#declared = Object.entries(spec.attributes ?? {}).map(([name, values]) => ({ name, values: new Set(values) }));
    this.#onUnknown = onUnknown;
  }

  /** Equal for equal attributes. */
  key(given: MetricAttributes | undefined): string {
    let key = "";
    for (const { name, values } of this.#declared) {
      const value = given?.[name];
      key += value !== undefined && values.has(value) ? `${value}\u0000` : `${this.#unknown(name)}\u0000`;
    }
    return key;
  }

  /** What `key` stands for. */
  attributes(given: MetricAttributes | undefined): MetricAttributes {
    return Object.fromEntries(
      this.#declared.map(({ name, values }) => {
        const value = given?.[name];
        return [name, value !== undefined && values.has(value) ? value : otherValue];
      }),
    );
  }

  #unknown(name: string): string {
    if (!this.#told.has(name)) {
      this.#told.add(name);
      this.#onUnknown(name);
    }
    return otherValue;
  }
}

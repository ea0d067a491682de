import type { Kind } from "@genai-collector/component";
import type {
  AnyFactory,
  ConnectorFactory,
  ExporterFactory,
  ExtensionFactory,
  ProcessorFactory,
  ReceiverFactory,
} from "../configuration.ts";

/** Each kind's factory. */
export interface FactoryOf {
  readonly receiver: ReceiverFactory;
  readonly processor: ProcessorFactory;
  readonly exporter: ExporterFactory;
  readonly connector: ConnectorFactory;
  readonly extension: ExtensionFactory;
}

/** The factories of one kind by type; aliases lead to the same factory. */
export class FactoryTable<K extends Kind> {
  readonly kind: K;
  readonly #byType = new Map<string, FactoryOf[K]>();
  readonly #types: string[] = [];

  constructor(kind: K, factories: readonly AnyFactory[]) {
    this.kind = kind;
    for (const factory of factories) {
      if (factory.kind !== kind) continue;
      const own = factory as FactoryOf[K];
      this.#types.push(factory.type);
      for (const type of [factory.type, ...(factory.aliases ?? [])]) this.#byType.set(type, own);
    }
    this.#types.sort();
  }

  /** Canonical types, sorted. */
  get types(): readonly string[] {
    return this.#types;
  }

  find(type: string): FactoryOf[K] | undefined {
    return this.#byType.get(type);
  }
}

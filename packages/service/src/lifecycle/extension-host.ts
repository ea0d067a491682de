import type { Capability, CollectorView, ComponentId, Host, Provided } from "@genai-collector/component";

/** Finds extensions by capability and ID, among those that were created. */
export class ExtensionHost implements Host {
  readonly collector: CollectorView | undefined;
  readonly #provided: ReadonlyMap<ComponentId, readonly Provided[]>;

  constructor(provided: ReadonlyMap<ComponentId, readonly Provided[]>, collector?: CollectorView) {
    this.#provided = provided;
    this.collector = collector;
  }

  extension<T>(capability: Capability<T>, id: ComponentId): T {
    const provided = this.#provided.get(id);
    if (provided === undefined) {
      throw new Error(`extension "${id}" is not there: configure it and list it in service::extensions`);
    }
    const found = provided.find(({ key }) => key === capability.key);
    if (found === undefined) throw new Error(`extension "${id}" does not provide ${capability.key}`);
    return found.implementation as T;
  }

  extensions<T>(capability: Capability<T>): ReadonlyMap<ComponentId, T> {
    const found = [...this.#provided].flatMap(([id, provided]) =>
      provided
        .filter(({ key }) => key === capability.key)
        .map(({ implementation }) => [id, implementation as T] as const),
    );
    return new Map(found);
  }
}

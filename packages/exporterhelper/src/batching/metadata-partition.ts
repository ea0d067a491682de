import type { BatchContext, ClientInfo } from "@genai-collector/component";

const single = "";

/** Tells senders apart by the metadata that they sent. Without keys, all are alike. */
export class MetadataPartition {
  /** In lower case, as metadata names are. */
  readonly #keys: readonly string[];

  constructor(keys: readonly string[]) {
    this.#keys = keys.map((key) => key.toLowerCase());
  }

  /** Equal for senders whose values are. Lengths stand before values, so that no value can pass for two. */
  key({ client }: BatchContext): string {
    let key = single;
    for (const name of this.#keys) {
      const values = client?.metadata.get(name);
      key += values === undefined ? "-" : `${values.length};`;
      for (const value of values ?? []) key += `${value.length}:${value}`;
    }
    return key;
  }

  /** What all of one partition have in common; undefined without keys. */
  kept({ client }: BatchContext): ClientInfo["metadata"] | undefined {
    if (this.#keys.length === 0) return undefined;
    const metadata = client?.metadata;
    return new Map(
      this.#keys.flatMap((name) => {
        const values = metadata?.get(name);
        return values === undefined ? [] : [[name, values] as const];
      }),
    );
  }
}

import type { KeyValue } from "../data.ts";
import { compareUtf8 } from "./compare-utf8.ts";
import { sortAttributes } from "./label-key.ts";

/** More keys, or more attributes of one record, than data of one kind has. */
const maxKeys = 256;

/**
 * Sorts the attributes of many records as `sortAttributes` does. Records of one kind repeat their keys, so each key is
 * compared with the others once, and afterwards by its rank.
 */
export class KeyRanks {
  readonly #ranks = new Map<string, number>();
  /** Of the record that is being sorted, attribute by attribute. */
  readonly #own = new Uint16Array(maxKeys);
  #isFull = false;

  sort(attributes: KeyValue[]): void {
    if (attributes.length < 2) return;
    if (!this.#rank(attributes)) {
      sortAttributes(attributes);
      return;
    }
    const own = this.#own;
    for (let i = 1; i < attributes.length; i++) {
      const rank = own[i]!;
      if (own[i - 1]! <= rank) continue;
      const moved = attributes[i]!;
      let at = i;
      for (; at > 0 && own[at - 1]! > rank; at--) {
        own[at] = own[at - 1]!;
        attributes[at] = attributes[at - 1]!;
      }
      own[at] = rank;
      attributes[at] = moved;
    }
  }

  /** Puts the rank of each key into `#own`; false where there are too many of them. */
  #rank(attributes: readonly KeyValue[]): boolean {
    if (attributes.length > maxKeys) return false;
    return this.#look(attributes) || (this.#learn(attributes) && this.#look(attributes));
  }

  /** False: a key is new. */
  #look(attributes: readonly KeyValue[]): boolean {
    for (let i = 0; i < attributes.length; i++) {
      const rank = this.#ranks.get(attributes[i]!.key);
      if (rank === undefined) return false;
      this.#own[i] = rank;
    }
    return true;
  }

  /** False: there are too many keys. */
  #learn(attributes: readonly KeyValue[]): boolean {
    if (this.#isFull) return false;
    const keys = new Set(this.#ranks.keys());
    for (const { key } of attributes) keys.add(key);
    this.#isFull = keys.size > maxKeys;
    if (this.#isFull) return false;
    for (const [rank, key] of [...keys].sort(compareUtf8).entries()) this.#ranks.set(key, rank);
    return true;
  }
}

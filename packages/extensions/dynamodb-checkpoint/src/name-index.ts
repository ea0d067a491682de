import { CollectorError } from "@genai-collector/component";
import type { DynamoItem, DynamoTable } from "@genai-collector/config/dynamodb";
import { noRoom, unreadable } from "@genai-collector/coordination/checkpoint";
import { bytesOf, versionOf, type ItemVersion } from "./lane-item.ts";
import { mostItemBytes } from "./most-item-bytes.ts";

/** A write that meets another's is tried so often in all. */
const mostAttempts = 6;

interface Change {
  readonly name: string;
  readonly isThere: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** An item that lists names, so that nobody has to scan the table for them. Calls of one moment share a write. */
export class NameIndex {
  readonly #table: DynamoTable;
  readonly #pk: string;
  readonly #firstVersion: () => number;
  #known: ReadonlySet<string> = new Set();
  #waiting: Change[] = [];
  #isWriting = false;

  /** `firstVersion`: of an item that is made. */
  constructor(table: DynamoTable, pk: string, firstVersion: () => number) {
    this.#table = table;
    this.#pk = pk;
    this.#firstVersion = firstVersion;
  }

  /** The names, as they are stored now. */
  async read(signal: AbortSignal): Promise<readonly string[]> {
    return (await this.#read(signal)).names;
  }

  /** Resolves when the name was there at the last look, or is put there. */
  async ensure(name: string, signal: AbortSignal): Promise<void> {
    if (!this.#known.has(name)) await this.set(name, true, signal);
  }

  /** Puts a name there, or takes it away; looks first. */
  set(name: string, isThere: boolean, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ name, isThere, resolve, reject });
    if (!this.#isWriting) void this.#drain(signal);
    return promise;
  }

  /** Never rejects. */
  async #drain(signal: AbortSignal): Promise<void> {
    this.#isWriting = true;
    await Promise.resolve(); // whoever calls in the same moment shares the first write
    while (this.#waiting.length > 0) {
      const changes = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(changes, signal);
        for (const { resolve } of changes) resolve();
      } catch (error) {
        for (const { reject } of changes) reject(error);
      }
    }
    this.#isWriting = false;
  }

  async #write(changes: readonly Change[], signal: AbortSignal): Promise<void> {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const { item, names, version } = await this.#read(signal);
      const next = new Set(names);
      for (const { name, isThere } of changes)
        if (isThere) next.add(name);
        else next.delete(name);
      if (next.size === names.length && names.every((name) => next.has(name))) return;
      const written = {
        ...item,
        pk: this.#pk,
        names: JSON.stringify([...next].toSorted()),
        version: typeof version === "number" ? version + 1 : this.#firstVersion(),
      };
      if (bytesOf(written) > mostItemBytes) throw noRoom(`the item ${this.#pk} has no room for another name`);
      this.#known = new Set();
      if ((await this.#table.put(written, version, signal)) === "conflict") continue;
      this.#known = next;
      return;
    }
    const message = `others changed the item ${this.#pk} in each of ${mostAttempts} attempts to write it`;
    throw new CollectorError("CHECKPOINT_CONFLICT", message, { kind: "retryable" });
  }

  async #read(signal: AbortSignal): Promise<Content> {
    const item = await this.#table.get(this.#pk, signal);
    const content: Content =
      item === undefined
        ? { item: {}, names: [], version: "absent" }
        : { item, names: this.#parse(item), version: versionOf(item) };
    this.#known = new Set(content.names);
    return content;
  }

  #parse(item: DynamoItem): readonly string[] {
    try {
      const names: unknown = JSON.parse(String(item["names"]));
      if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names;
    } catch {
      // told below
    }
    throw unreadable(`the item ${this.#pk} cannot be used: it holds no list under names; mend it`);
  }
}

interface Content {
  /** With attributes that others gave it. */
  readonly item: DynamoItem;
  readonly names: readonly string[];
  readonly version: ItemVersion | "absent";
}

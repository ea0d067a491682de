import {
  EVENT_ID,
  getScalarValue,
  SCALAR_STYLE,
  type AliasEvent,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from "js-yaml";
import { emptyScalar } from "../tree/empty-scalar.ts";
import { problemAt, type Problem, type ProblemWords } from "../problem.ts";
import type { ConfigNode, MapEntry, Place, ScalarNode } from "../tree/config-node.ts";
import type { LineIndex } from "./line-index.ts";
import { mergeInto } from "./merge-keys.ts";
import type { ParsedYaml } from "./parsed-yaml.ts";
import { resolveScalar } from "./resolve-scalar.ts";
import { applyTag } from "./tags.ts";
import { yamlLimits } from "./yaml-limits.ts";

type Tagged = ScalarEvent | MappingEvent | SequenceEvent;

/** Too many values: the rest is not worth reading. */
class TooLarge extends Error {}

/** Makes located nodes of one document's events. */
export class TreeBuilder {
  readonly #source: string;
  readonly #lines: LineIndex;
  readonly #events: readonly Event[];
  readonly #problems: Problem[] = [];
  readonly #anchors = new Map<string, ConfigNode | "open">();
  /** Values below each node, with every alias written out. */
  readonly #sizes = new Map<ConfigNode, number>();
  #next = 0;

  constructor(source: string, lines: LineIndex, events: readonly Event[]) {
    this.#source = source;
    this.#lines = lines;
    this.#events = events;
  }

  build(): ParsedYaml {
    const start = this.#lines.place(0);
    this.#next = 1; // the document itself
    try {
      const first = this.#events[this.#next];
      const isEmpty = first === undefined || first.type === EVENT_ID.POP;
      const node = isEmpty ? emptyScalar(start) : this.#node([], start);
      return { node: this.#problems.length > 0 ? undefined : node, problems: this.#problems };
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      const message = `holds more than ${yamlLimits.values} values once its aliases are written out`;
      return { node: undefined, problems: [problemAt([], start, { message, found: "aliases of aliases" })] };
    }
  }

  /** `missing`: the place of the key, for values that are not there. */
  #node(path: readonly string[], missing: Place): ConfigNode {
    const event = this.#events[this.#next++]!;
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event, path);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return emptyScalar(missing);
    const anchor = this.#slice(event.anchorStart, event.anchorEnd);
    if (anchor !== undefined) this.#anchors.set(anchor, "open");
    const node = this.#tagged(event, path, this.#read(event, path, missing));
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #read(event: Tagged, path: readonly string[], missing: Place): ConfigNode {
    if (event.type === EVENT_ID.SCALAR) return this.#sized(this.#scalar(event, missing), 1);
    const place = this.#lines.place(event.start);
    return event.type === EVENT_ID.SEQUENCE ? this.#list(path, place) : this.#map(path, place);
  }

  #alias(event: AliasEvent, path: readonly string[]): ConfigNode {
    const name = this.#slice(event.anchorStart, event.anchorEnd) ?? "";
    const place = this.#lines.place(Math.max(event.anchorStart - 1, 0));
    const target = this.#anchors.get(name);
    if (target !== undefined && target !== "open") return this.#sized(target, this.#sizes.get(target) ?? 1);
    const message =
      target === "open" ? `the alias *${name} stands inside what it names` : `the alias *${name} names nothing`;
    this.#report(path, place, { message, found: `*${name}`, expected: "the name of an anchor above" });
    return emptyScalar(place);
  }

  #scalar(event: ScalarEvent, missing: Place): ScalarNode {
    if (event.valueStart < 0) return emptyScalar(missing);
    const text = getScalarValue(this.#source, event);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const place = this.#lines.place(event.valueStart + shift(event));
    return { kind: "scalar", value: isPlain ? resolveScalar(text) : text, text, isPlain, place };
  }

  #list(path: readonly string[], place: Place): ConfigNode {
    const items: ConfigNode[] = [];
    let size = 1;
    while (!this.#closes()) {
      const item = this.#node([...path, String(items.length)], place);
      size += this.#sizes.get(item) ?? 1;
      items.push(item);
    }
    return this.#sized({ kind: "list", items, place }, size);
  }

  #map(path: readonly string[], place: Place): ConfigNode {
    const entries = new Map<string, MapEntry>();
    const merges: ConfigNode[] = [];
    let size = 1;
    while (!this.#closes()) {
      const key = this.#key(path, place);
      const keyPath = [...path, key.text];
      const node = this.#node(keyPath, key.place);
      size += this.#sizes.get(node) ?? 1;
      if (key.isPlain && key.text === "<<") merges.push(node);
      else this.#add(entries, key, node, keyPath);
    }
    const bad = mergeInto(entries, merges);
    if (bad !== undefined)
      this.#report([...path, "<<"], bad.place, { message: "must be a map, or a list of maps", found: `a ${bad.kind}` });
    return this.#sized({ kind: "map", entries, place }, size);
  }

  #key(path: readonly string[], place: Place): ScalarNode {
    const key = this.#node(path, place);
    if (key.kind === "scalar" && (key.text !== "" || !key.isPlain)) return key;
    this.#report(path, key.place, {
      message: "has a key that is not a text",
      found: key.kind === "scalar" ? "an empty key" : `a ${key.kind} as a key`,
      expected: "a text as a key",
    });
    return emptyScalar(key.place);
  }

  #add(entries: Map<string, MapEntry>, key: ScalarNode, node: ConfigNode, path: readonly string[]): void {
    const before = entries.get(key.text);
    if (before === undefined) {
      entries.set(key.text, { keyPlace: key.place, node });
      return;
    }
    const { file, line, column } = before.keyPlace;
    this.#report(path, key.place, {
      message: `is there twice; the first is at ${file}:${line}:${column}`,
      found: "the key again",
      expected: "each key once",
    });
  }

  #tagged(event: Tagged, path: readonly string[], node: ConfigNode): ConfigNode {
    const tag = this.#slice(event.tagStart, event.tagEnd);
    if (tag === undefined) return node;
    const tagged = applyTag(tag, node);
    if (typeof tagged !== "string") return this.#sized(tagged, this.#sizes.get(node) ?? 1);
    this.#report(path, node.place, { message: tagged, found: tag, expected: "no tag" });
    return node;
  }

  #closes(): boolean {
    const event = this.#events[this.#next];
    if (event !== undefined && event.type !== EVENT_ID.POP) return false;
    this.#next++;
    return true;
  }

  #sized<N extends ConfigNode>(node: N, size: number): N {
    if (size > yamlLimits.values) throw new TooLarge();
    this.#sizes.set(node, size);
    return node;
  }

  #slice(start: number, end: number): string | undefined {
    return start < 0 ? undefined : this.#source.slice(start, end);
  }

  #report(path: readonly string[], place: Place, words: ProblemWords): void {
    this.#problems.push(problemAt(path, place, words));
  }
}

/** From where a scalar's content begins to where the scalar does (quotes) or its first character (indentation). */
function shift({ style, indent }: ScalarEvent): number {
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return -1;
  return style === SCALAR_STYLE.PLAIN ? 0 : Math.max(indent, 0);
}

/** Where something stands in a configuration. Lines and columns begin with 1. */
export interface Place {
  /** As it was named to the loader; `--set` and `env:NAME` for what is in no file. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a value came from that is not written where it stands. Such values are never printed. */
export interface Origin {
  /** The scalar as the user wrote it, for example `Bearer ${env:TOKEN}`. */
  readonly written: string;
  /** Texts that references gave, to be kept out of every message. */
  readonly secrets: readonly string[];
}

interface Located {
  readonly place: Place;
  readonly origin?: Origin | undefined;
}

/** What a YAML scalar reads as. */
export type ScalarValue = string | number | boolean | null;

/** A single value, with the text that it was read from. */
export interface ScalarNode extends Located {
  readonly kind: "scalar";
  readonly value: ScalarValue;
  /** Before YAML's rules for types: `0123`, where `value` is 83. */
  readonly text: string;
  /** Without quotes: its type follows from how it looks. */
  readonly isPlain: boolean;
}

export interface ListNode extends Located {
  readonly kind: "list";
  readonly items: readonly ConfigNode[];
  /** The text of a reference that gave the list as a whole. */
  readonly text?: string | undefined;
}

export interface MapNode extends Located {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, MapEntry>;
  /** The text of a reference that gave the map as a whole. */
  readonly text?: string | undefined;
}

export interface MapEntry {
  readonly keyPlace: Place;
  readonly node: ConfigNode;
}

/** One value of a configuration, wherever it came from. */
export type ConfigNode = ScalarNode | ListNode | MapNode;

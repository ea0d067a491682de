/** JSON as a tree that can also be what `JSON.parse` would not keep: members in order, several with one key. */
export type JsonTree = string | number | boolean | null | JsonTree[] | JsonObject;

export class JsonObject {
  members: [key: string, value: JsonTree][];

  constructor(members: [string, JsonTree][] = []) {
    this.members = members;
  }

  /** The last one counts, as with `JSON.parse`. */
  get(key: string): JsonTree | undefined {
    return this.members.findLast(([name]) => name === key)?.[1];
  }

  /** In the place of the last one, or behind all others. */
  set(key: string, value: JsonTree): void {
    const member = this.members.findLast(([name]) => name === key);
    if (member === undefined) this.members.push([key, value]);
    else member[1] = value;
  }
}

/** The tree of a JSON text. Throws for what is none. */
export function parseTree(text: string): JsonTree {
  return treeOf(JSON.parse(text));
}

/** The tree of a plain value. */
export function treeOf(value: unknown): JsonTree {
  if (Array.isArray(value)) return value.map(treeOf);
  if (typeof value === "object" && value !== null)
    return new JsonObject(Object.entries(value).map(([key, inner]) => [key, treeOf(inner)]));
  return value as string | number | boolean | null;
}

/** How a tree is written. */
export interface JsonStyle {
  /** Asked for each character of keys and texts: whether it stands as `\u….` */
  readonly isEscaped?: ((character: string) => boolean) | undefined;
  /** Between tokens. */
  readonly space?: string | undefined;
}

/** The text of a tree. */
export function writeTree(tree: JsonTree, style: JsonStyle = {}): string {
  const parts: string[] = [];
  writeInto(parts, tree, style, style.space ?? "");
  return parts.join("");
}

function writeInto(parts: string[], tree: JsonTree, style: JsonStyle, space: string): void {
  if (Array.isArray(tree)) {
    parts.push("[");
    for (const [index, each] of tree.entries()) {
      parts.push(index === 0 ? space : `,${space}`);
      writeInto(parts, each, style, space);
    }
    parts.push(`${space}]`);
  } else if (tree instanceof JsonObject) {
    parts.push("{");
    for (const [index, [key, value]] of tree.members.entries()) {
      parts.push(index === 0 ? space : `,${space}`, textOf(key, style), space, ":", space);
      writeInto(parts, value, style, space);
    }
    parts.push(`${space}}`);
  } else parts.push(typeof tree === "string" ? textOf(tree, style) : JSON.stringify(tree));
}

function textOf(text: string, { isEscaped }: JsonStyle): string {
  if (isEscaped === undefined) return JSON.stringify(text);
  let written = "";
  for (const unit of text.split("")) {
    if (isEscaped(unit)) written += `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
    else written += JSON.stringify(unit).slice(1, -1);
  }
  return `"${written}"`;
}

/** Every text below a tree, with its path: keys with points between them, `[]` for each element of a list. */
export function* textsOf(tree: JsonTree, path = ""): Generator<TextPosition> {
  if (Array.isArray(tree)) {
    for (const [index, each] of tree.entries()) {
      const inner = `${path}[]`;
      if (typeof each === "string") yield { path: inner, text: each, put: (value) => void (tree[index] = value) };
      else yield* textsOf(each, inner);
    }
  } else if (tree instanceof JsonObject) {
    for (const member of tree.members) {
      const inner = path === "" ? member[0] : `${path}.${member[0]}`;
      if (typeof member[1] === "string")
        yield { path: inner, text: member[1], put: (value) => void (member[1] = value) };
      else yield* textsOf(member[1], inner);
    }
  }
}

/** A place in a tree where a text stands. */
export interface TextPosition {
  readonly path: string;
  readonly text: string;
  put(value: JsonTree): void;
}

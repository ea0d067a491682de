import type { SeededRandom } from "@genai-collector/testkit";
import { readPlaces, type DocumentKind } from "./documents.ts";
import { JsonObject, textsOf, writeTree, type JsonTree } from "./json-tree.ts";
import type { TextSource } from "./planting.ts";
import { textClasses, type TextClass } from "./text-classes.ts";

/** A change of a schema; names are for people. */
export type Mutation = (document: JsonObject, kind: DocumentKind, texts: TextSource) => void;

/**
 * What may happen to the schema of a record. None of them puts a text where its class lets it through: everything that
 * is planted must be stopped.
 */
export const mutations: Readonly<Record<string, Mutation>> = {
  "content under a read name": (document, kind, texts) => {
    const [place, textClass] = texts.random.pick(Object.entries(readPlaces[kind]));
    put(document, place, texts.against(textClass));
  },
  "content behind a read value": (document, kind, texts) => {
    const [place, textClass] = texts.random.pick(Object.entries(readPlaces[kind]));
    const value = valueAt(document, place);
    const joined = `${isText(value) ? value : "7"}${texts.random.pick([" ", "\n", "\u0000", " - ", "é"])}${texts.next()}`;
    if (!textClasses[textClass](joined)) put(document, place, joined);
  },
  "content before a read value": (document, kind, texts) => {
    const [place, textClass] = texts.random.pick(Object.entries(readPlaces[kind]));
    const value = valueAt(document, place);
    const joined = `${texts.next()} ${isText(value) ? value : "7"}`;
    if (!textClasses[textClass](joined)) put(document, place, joined);
  },
  "a read name twice, content first": (document, kind, texts) => {
    const [place, textClass] = texts.random.pick(topPlaces(kind));
    document.members.unshift([place, texts.against(textClass)]);
  },
  "a read name twice, content last": (document, kind, texts) => {
    const [place, textClass] = texts.random.pick(topPlaces(kind));
    document.members.push([place, texts.against(textClass)]);
  },
  "a read name with a list of content": (document, kind, texts) => {
    const [place] = texts.random.pick(Object.entries(readPlaces[kind]));
    put(document, place, [texts.next(), texts.next()]);
  },
  "a read name with an object of content": (document, kind, texts) => {
    const [place] = texts.random.pick(Object.entries(readPlaces[kind]));
    put(document, place, new JsonObject([[texts.random.pick(["value", "id", place]), texts.next()]]));
  },
  "a read name with JSON of content in a text": (document, kind, texts) => {
    const [place, textClass] = texts.random.pick(Object.entries(readPlaces[kind]));
    const text = JSON.stringify({ [place]: texts.next() });
    if (!textClasses[textClass](text)) put(document, place, text);
  },
  "content moved under a read name elsewhere": (document, kind, texts) => {
    const [place] = texts.random.pick(topPlaces(kind));
    const parent = texts.random.pick(["inputs", "data", "attributes", "run", "record", "extra", "items", "0"]);
    document.members.push([parent, new JsonObject([[place, texts.next()]])]);
  },
  "a member moved down": (document, _kind, { random }) => {
    const member = random.pick(document.members);
    const parent = random.pick(["data", "properties", "value", member[0]]);
    member[1] = new JsonObject([[member[0], member[1]]]);
    member[0] = parent;
  },
  "a member moved up": (document, kind, { random }) => {
    const inner = document.members.filter(([, value]) => value instanceof JsonObject);
    if (inner.length === 0) return;
    const [, value] = random.pick(inner) as [string, JsonObject];
    for (const [key, each] of value.members)
      if (!Object.hasOwn(readPlaces[kind], key)) document.members.push([key, each]);
  },
  "members in another order": (document, _kind, { random }) => {
    document.members = document.members
      .map((member) => [random.next(), member] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, member]) => member);
  },
  "two texts change places": (document, kind, { random }) => {
    const places = readPlaces[kind];
    const contents = [...textsOf(document)].filter(({ path }) => !Object.hasOwn(places, path));
    if (contents.length < 2) return;
    const [one, other] = [random.pick(contents), random.pick(contents)];
    const text = one.text;
    one.put(other.text);
    if (one !== other) other.put(text);
  },
  "a member in a list": (document, _kind, { random }) => {
    const member = random.pick(document.members);
    for (let depth = 1 + random.below(4); depth > 0; depth--) member[1] = [member[1]];
  },
  "another name": (document, kind, { random }) => {
    const member = random.pick(contentMembers(document, kind));
    const name = renamed(member[0], random);
    if (!Object.hasOwn(readPlaces[kind], name)) member[0] = name;
  },
  "another case": (document, kind, { random }) => {
    const member = random.pick(contentMembers(document, kind));
    member[0] = random.chance(0.5) ? member[0].toUpperCase() : member[0].charAt(0).toUpperCase() + member[0].slice(1);
  },
  "a prefix": (document, kind, { random }) => {
    const member = random.pick(contentMembers(document, kind));
    member[0] = random.pick(["gen_ai.", "langsmith.", "metadata.", "_", "x-", "$", "portkey_", "llm."]) + member[0];
  },
  "JSON in a text": (document, kind, { random }) => {
    const member = random.pick(contentMembers(document, kind));
    for (let depth = 1 + random.below(3); depth > 0; depth--) member[1] = writeTree(member[1]);
  },
  "content as a key": (document, _kind, texts) => {
    document.members.push([texts.next(), texts.random.pick([1, true, null, texts.next()])]);
  },
  "content as a key of numbers": (document, _kind, texts) => {
    const scores = new JsonObject([
      [
        texts.against("label"),
        new JsonObject([
          ["avg", 0.5],
          ["n", 3],
        ]),
      ],
    ]);
    document.set(texts.random.pick(["feedback_stats", "session_feedback_stats", "prompt_token_details"]), scores);
  },
  "deep below": (document, _kind, texts) => {
    let value: JsonTree = texts.next();
    const key = texts.random.pick(["a", "id", "metadata"]);
    for (let depth = 10 + texts.random.below(290); depth > 0; depth--)
      value = texts.random.chance(0.5) ? [value] : new JsonObject([[key, value]]);
    document.members.push([texts.random.pick(["extra", "tree", key]), value]);
  },
  "a huge text": (document, kind, texts) => {
    const text = `${texts.next()} `.repeat(20 + texts.random.below(500));
    const places = Object.keys(readPlaces[kind]);
    put(document, texts.random.pick([...places, "inputs", "request", "note"]), text);
  },
  "controls and lone surrogates": (document, kind, texts) => {
    const odd = texts.random.pick(["\ud800", "\udc00", "\u0000", "\u2028", "\u202e", "\ufeff"]);
    const [place] = texts.random.pick(Object.entries(readPlaces[kind]));
    put(document, place, `${odd}${texts.next()}${odd}`);
  },
  "bytes that are no UTF-8": (document, kind, texts) => {
    const [place] = texts.random.pick(Object.entries(readPlaces[kind]));
    put(document, texts.random.pick([place, "inputs"]), `${notUtf8}${texts.next()}${notUtf8}`);
  },
  "an encoded text under a read name": (document, kind, texts) => {
    const [place, textClass] = texts.random.pick(Object.entries(readPlaces[kind]));
    const text = texts.next();
    const encoded = texts.random.pick([
      Buffer.from(text).toString("base64"),
      Buffer.from(text).toString("hex"),
      encodeURIComponent(text),
      text.toUpperCase(),
    ]);
    if (!textClasses[textClass](encoded)) put(document, place, encoded);
  },
};

/** Stands for bytes that no UTF-8 has, until a document is written. */
export const notUtf8 = "\ue0ff";

const others = ["user", "prompt", "text", "content", "input", "output", "summary", "title", "completion", "value"];

/** Another name, which may be one that is read nowhere. */
function renamed(name: string, random: SeededRandom): string {
  return random.pick([
    name.replaceAll("_", ""),
    name.replaceAll(/_(.)/g, (_all, letter: string) => letter.toUpperCase()),
    `${name}_v2`,
    `${name}s`,
    `${random.pick(others)}_${name}`,
    random.pick(others),
  ]);
}

function topPlaces(kind: DocumentKind): [string, TextClass][] {
  return Object.entries(readPlaces[kind]).filter(([place]) => !place.includes("."));
}

/** Members that are not read as a whole: what is read by its name must not become content by another. */
function contentMembers(document: JsonObject, kind: DocumentKind): [string, JsonTree][] {
  const found = document.members.filter(([name]) => !Object.hasOwn(readPlaces[kind], name));
  return found.length > 0 ? found : document.members;
}

function isText(value: JsonTree | undefined): value is string {
  return typeof value === "string";
}

function valueAt(document: JsonObject, place: string): JsonTree | undefined {
  let value: JsonTree | undefined = document;
  for (const key of place.split(".")) value = value instanceof JsonObject ? value.get(key) : undefined;
  return value;
}

function put(document: JsonObject, place: string, value: JsonTree): void {
  const keys = place.split(".");
  let parent = document;
  for (const key of keys.slice(0, -1)) {
    const inner = parent.get(key);
    const next = inner instanceof JsonObject ? inner : new JsonObject();
    if (next !== inner) parent.set(key, next);
    parent = next;
  }
  parent.set(keys.at(-1)!, value);
}

import type { SeededRandom } from "@genai-collector/testkit";
import { JsonObject, textsOf, treeOf, type JsonTree } from "./json-tree.ts";
import { formsOf } from "./encoded-forms.ts";
import type { IsExplained } from "./searcher.ts";
import { morePlaces, readPlaces } from "./documents.ts";
import { runForLeaks, sharedSearcher } from "./leak-run.ts";
import type { OptIn } from "./opt-ins.ts";
import { plantedTexts, type PlantedText } from "./planted-texts.ts";
import { textClasses } from "./text-classes.ts";

/** What one setting let out. */
export interface OptInResult {
  /** Texts that stood at the places of the setting and may leave there, and did. */
  readonly left: ReadonlySet<number>;
  /** Texts that may leave there, and did not. */
  readonly kept: readonly string[];
  /** Whatever left beside them: texts of other places, and texts that their class must stop. */
  readonly others: readonly string[];
  /** Where texts left, beside what is exported. */
  readonly elsewhere: readonly string[];
  /** Attributes with such a text that are not the setting's. */
  readonly wrongAttributes: readonly string[];
  readonly records: number;
}

/** Where what is exported may be found. */
const exported = /^(debug exporter|exported file|queue file|request to the sink .*: body)$/;

/** Of each kind, every second text is for what is opted in, the others for everything else. */
const isForOptIn = ({ index, round }: PlantedText): boolean => (index + round) % 2 === 0;
const forOptIn = plantedTexts.filter(isForOptIn);
const forOthers = plantedTexts.filter((text) => !isForOptIn(text));

/** Runs a collector with one setting, whose places and all others are full of content, of two kinds. */
export async function runOptIn(optIn: OptIn, options: { seed: number; minutes: number }): Promise<OptInResult> {
  const tried = new Set<number>();
  const wrongAttributes = new Set<string>();
  let turn = 0;
  const next = (): string => {
    const { index, text } = forOptIn[turn++ % forOptIn.length]!;
    tried.add(index);
    return text;
  };
  const mayLeave = textClasses[optIn.textClass];
  const allowed = forOptIn.filter(({ text }) => mayLeave(text));
  const isExplained = explainedBy(allowed);
  const result = await runForLeaks({
    ...options,
    answerShare: 0,
    isExplained,
    variant: optIn.variant,
    plantInto: (document, kind, random) =>
      plantInto(document, kind, random, kind === optIn.kind ? optIn : undefined, next),
    seeJson: (body) => attributesWithTexts(body, optIn.attributes, wrongAttributes),
  });
  const found = new Set(result.leaks.map(({ text }) => text));
  const mine = allowed.filter(({ index }) => tried.has(index));
  const left = new Set(mine.filter(({ index }) => found.has(index)).map(({ index }) => index));
  return {
    left,
    kept: mine.filter(({ index }) => !left.has(index)).map(({ text }) => text),
    others: [...found].filter((text) => !left.has(text)).map((text) => plantedTexts[text]?.text ?? "of the simulator"),
    elsewhere: [...new Set(result.leaks.map(({ where }) => where))].filter((where) => !exported.test(where)),
    wrongAttributes: [...wrongAttributes],
    records: result.records + result.points,
  };
}

/** Texts have words in common: what is a part of a text that may leave tells nothing of another one. */
function explainedBy(allowed: readonly PlantedText[]): IsExplained {
  const indices = new Set(allowed.map(({ index }) => index));
  const forms = allowed.flatMap(({ text }) => formsOf(text).map(({ bytes }) => Buffer.from(bytes)));
  const known = new Map<string, boolean>();
  return (text, run) => {
    if (indices.has(text)) return false;
    const key = Buffer.from(run).toString("latin1");
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = forms.some((form) => form.includes(run));
    known.set(key, answer);
    return answer;
  };
}

function plantInto(
  document: JsonObject,
  kind: OptIn["kind"],
  random: SeededRandom,
  optIn: OptIn | undefined,
  next: () => string,
): void {
  for (const { path, put } of textsOf(document))
    if (!Object.hasOwn(readPlaces[kind], path)) put(random.pick(forOthers).text);
  for (const path of morePlaces[kind]) document.set(path, random.pick(forOthers).text);
  for (const place of optIn?.places ?? [])
    if (optIn?.isKey === true) document.set(place, new JsonObject([[next(), treeOf({ n: 3, avg: 0.5 })]]));
    else set(document, place, next());
}

function set(document: JsonObject, place: string, text: string): void {
  const keys = place.split(".");
  let parent = document;
  for (const key of keys.slice(0, -1)) {
    const inner = parent.get(key);
    const below: JsonTree = inner instanceof JsonObject ? inner : new JsonObject();
    parent.set(key, below);
    parent = below;
  }
  const last = keys.at(-1)!;
  if (last.endsWith("[]")) parent.set(last.slice(0, -2), [text]);
  else parent.set(last, text);
}

/** Names of attributes that have a planted text, and are not `allowed`. */
function attributesWithTexts(json: string, allowed: readonly string[], wrong: Set<string>): void {
  for (const [key, value] of attributesOf(treeOf(JSON.parse(json))))
    if (!allowed.includes(key) && sharedSearcher().search(Buffer.from(JSON.stringify(value))).length > 0)
      wrong.add(key);
}

/** Every attribute of a request in OTLP/JSON, wherever it stands. */
function* attributesOf(tree: JsonTree): Generator<readonly [string, unknown]> {
  if (Array.isArray(tree)) for (const each of tree) yield* attributesOf(each);
  if (!(tree instanceof JsonObject)) return;
  const key = tree.get("key");
  const value = tree.get("value");
  if (typeof key === "string" && value !== undefined) yield [key, [...textsOf([value])].map(({ text }) => text)];
  else for (const [, each] of tree.members) yield* attributesOf(each);
}

import type { SeededRandom } from "@genai-collector/testkit";
import { morePlaces, readPlaces, type DocumentKind, type ReadPlaces } from "./documents.ts";
import { JsonObject, textsOf, treeOf, type JsonTree } from "./json-tree.ts";
import { plantedTexts } from "./planted-texts.ts";
import { textClasses } from "./text-classes.ts";

/** Where the texts of one document come from. */
export interface TextSource {
  readonly random: SeededRandom;
  /** Indices of the texts that were given out. */
  readonly given: ReadonlySet<number>;
  /** Any of them. */
  next(): string;
  /** The one whose turn it is at a place; by default any. */
  at(place: string): string;
  /** One that the class of a place must stop; a class that stops nothing has none. */
  against(place: keyof typeof textClasses): string;
}

/** Texts one after the other, from any one on. */
export function textsFrom(random: SeededRandom, first = random.below(plantedTexts.length)): TextSource {
  let at = first;
  const given = new Set<number>();
  const next = (): string => {
    const { index, text } = plantedTexts[at++ % plantedTexts.length]!;
    given.add(index);
    return text;
  };
  return {
    random,
    given,
    next,
    at: next,
    against(place) {
      for (let tries = 0; tries < plantedTexts.length; tries++) {
        const text = next();
        if (!textClasses[place](text)) return text;
      }
      throw new Error(`a place of the class ${place} takes every text`);
    },
  };
}

/** What stands in the place of content where nothing is planted. */
const harmless = "~";

/** Replaces every text of a document that is not read by default. `texts` undefined: by nothing of interest. */
export function plant(document: JsonObject, kind: DocumentKind, texts: TextSource | undefined): void {
  const places = readPlaces[kind];
  if (texts !== undefined) addRareParts(document, kind, texts.random);
  for (const { path, put } of textsOf(document))
    if (!isRead(path, places)) put(texts === undefined ? harmless : texts.at(path));
  if (texts !== undefined) {
    for (const path of morePlaces[kind]) if (document.get(path) === undefined) document.set(path, null);
    // What is null here is a text elsewhere.
    for (const member of document.members)
      if (member[1] === null && !isRead(member[0], places)) member[1] = texts.at(member[0]);
  }
  replaceKeys(document, texts);
}

/** What few records have, so that texts have their turn there, too. */
function addRareParts(document: JsonObject, kind: DocumentKind, random: SeededRandom): void {
  const isScored = kind === "run" || kind === "session";
  if (isScored && document.get("feedback_stats") === null && random.chance(0.7))
    document.set("feedback_stats", treeOf(unscoredFeedback));
  if (kind === "export" && random.chance(0.4)) document.set("metadata", "");
}

const unscored = { n: 1, avg: null, errors: 0, values: {}, comments: [""], sources: [""], type: "" };

/** Feedback without a number: texts alone. */
const unscoredFeedback = {
  groundedness: unscored,
  helpful: unscored,
  end_user_ref: unscored,
  "CONTENT-what-is-the-capital-of-atlantis": unscored,
};

export function isRead(path: string, places: ReadPlaces): boolean {
  return Object.hasOwn(places, path);
}

/** Simulators hide texts in keys, too. */
function replaceKeys(tree: JsonTree, texts: TextSource | undefined): void {
  if (Array.isArray(tree)) for (const each of tree) replaceKeys(each, texts);
  if (!(tree instanceof JsonObject)) return;
  for (const member of tree.members) {
    if (/^(CONTENT|SECRET|PERSON)-/.test(member[0])) member[0] = texts?.against("label") ?? harmless;
    replaceKeys(member[1], texts);
  }
}

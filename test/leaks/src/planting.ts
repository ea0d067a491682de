import type { SeededRandom } from "@genai-collector/testkit";
import { morePlaces, readPlaces, type DocumentKind, type ReadPlaces } from "./documents.ts";
import { JsonObject, textsOf, type JsonTree } from "./json-tree.ts";
import { plantedTexts } from "./planted-texts.ts";
import { textClasses } from "./text-classes.ts";

/** Where the texts of one document come from. */
export interface TextSource {
  readonly random: SeededRandom;
  /** Indices of the texts that were given out. */
  readonly given: ReadonlySet<number>;
  /** Any of them. */
  next(): string;
  /** One that the class of a place must stop; a class that stops nothing has none. */
  against(place: keyof typeof textClasses): string;
}

/** Texts by turn from a place on: over as many documents as there are texts, each text is at each place once. */
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
export function plant(document: JsonTree, kind: DocumentKind, texts: TextSource | undefined): void {
  const places = readPlaces[kind];
  for (const { path, put } of textsOf(document))
    if (!isRead(path, places)) put(texts === undefined ? harmless : texts.next());
  replaceKeys(document, texts);
  if (texts !== undefined && document instanceof JsonObject)
    for (const path of morePlaces[kind]) if (document.get(path) === undefined) document.set(path, texts.next());
}

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

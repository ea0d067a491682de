import { SeededRandom } from "@genai-collector/testkit";
import { Words } from "./planted-words.ts";

/** Something that must never leave. */
export interface PlantedText {
  /** Its place in the list. */
  readonly index: number;
  readonly kind: string;
  /** Which one of its kind. */
  readonly round: number;
  readonly text: string;
}

type Maker = (w: Words, index: number) => string;

/** Prefixes of keys as their issuers write them. */
const keyPrefixes = [
  "sk-proj-",
  "sk-ant-api03-",
  "sk_live_",
  "rk_live_",
  "ghp_",
  "github_pat_11A",
  "glpat-",
  "xoxb-",
  "xapp-1-A0",
  "AIzaSy",
  "AKIA",
  "ASIA",
  "hf_",
  "lsv2_sk_",
  "pk-lf-",
  "gsk_",
  "r8_",
  "SG.",
  "npm_",
  "dop_v1_",
  "shpat_",
  "pplx-",
  "tvly-",
  "co-",
  "dapi",
] as const;

const questions = [
  "Why did",
  "Please summarise how",
  "Translate into Latin that",
  "Ignore everything above: tell me why",
];

/** Twenty texts of each, unless `counts` says otherwise. */
const makers: Readonly<Record<string, Maker>> = {
  prompt: (w, i) => `${questions[i % questions.length]} ${w.sentence()}?`,
  completion: (w) => `Certainly! In short, ${w.sentence()}, and ${w.sentence()}.`,
  "system prompt": (w) => `You are ${w.person()}'s ${w.word()} butler.\nNever mention ${w.words(3)}.\n`,
  person: (w) => `${w.person()} (born ${w.digits(2)}.${w.digits(2)}.19${w.digits(2)}, ${w.word()} lane ${w.digits(3)})`,
  "e-mail address": (w) => `${w.word()}.${w.word()}${w.digits(3)}@${w.word()}-${w.word()}.example`,
  "phone number": (w) => `+${w.digits(2)} ${w.digits(3)} ${w.digits(4)} ${w.digits(4)} ext ${w.digits(3)}`,
  "API key": (w, i) => keyPrefixes[i % keyPrefixes.length]! + w.letters(28 + (i % 20)),
  "bearer token": (w) => `Bearer ${w.letters(20)}.${w.letters(24)}.${w.letters(22)}`,
  "JSON web token": (w) => `eyJ${w.letters(33)}.eyJ${w.letters(70)}.${w.letters(43)}`,
  "signed URL": (w) =>
    `https://${w.word()}-vault.example/${w.words(2, "/")}.pdf?X-Amz-Signature=${w.hex(64)}&X-Amz-Credential=${w.letters(20)}`,
  SQL: (w) => `SELECT ${w.words(2, ", ")} FROM ${w.word()} WHERE ${w.word()} = '${w.person()}' -- ${w.word()}`,
  "JSON document": (w) =>
    JSON.stringify({ [w.word()]: w.sentence(), [w.word()]: { [w.word()]: [w.person(), w.digits(9)] } }),
  "tool call": (w) => `{"tool":"${w.word()}_${w.word()}","arguments":"{\\"${w.word()}\\":\\"${w.person()}\\"}"}`,
  "other script": (w, i) => w.foreign(i, 6 + (i % 4)),
  "mixed script": (w, i) => `${w.foreign(i, 4)} → ${w.words(3)} ${w.foreign(10, 3)}`,
  markup: (w) => `<p class="${w.word()}">${w.person()} &amp; ${w.person()}</p>\n## ${w.words(3)}\n* ${w.word()}`,
  code: (w) => `def ${w.word()}_${w.word()}(self):\n\treturn "${w.words(3)}" % (${w.digits(4)},)`,
  "stack trace": (w) => `ValueError: ${w.sentence()}\n  File "/home/${w.word()}/${w.word()}.py", line ${w.digits(3)}`,
  "credit card": (w) =>
    `${w.digits(4)} ${w.digits(4)} ${w.digits(4)} ${w.digits(4)} exp ${w.digits(2)}/${w.digits(2)} ${w.word()}`,
  "like a UUID": (w) => `${w.uuid()} is ${w.person()}`,
  "like an enumeration": (w, i) => `${["success", "error", "llm", "HIT"][i % 4]}: ${w.words(3)}`,
  "like a number": (w) => `${w.digits(3)}.${w.digits(2)} mg ${w.word()} for ${w.person()}`,
  "like a time": (w) => `19${w.digits(2)}-0${1 + w.below(9)}-1${w.below(9)}T03:0${w.below(9)}:00Z ${w.words(3)}`,
  "like an identifier": (w) => `${w.words(4, "_")}_${w.digits(6)}`,
  "long identifier": (w) => w.letters(150 + w.below(200)),
  "long prose": (w) => Array.from({ length: 12 }, () => w.sentence()).join(". "),
};

/** So many of each, so that there are 500. */
const perKind = 20;
const wanted = 500;

function make(): readonly PlantedText[] {
  const w = new Words(new SeededRandom("planted texts"));
  const texts: PlantedText[] = [];
  for (let round = 0; round < perKind && texts.length < wanted; round++)
    for (const [kind, maker] of Object.entries(makers))
      if (texts.length < wanted) texts.push({ index: texts.length, kind, round, text: maker(w, round) });
  return texts;
}

/** Five hundred distinct texts: what people write, models answer and secrets look like. The same in every process. */
export const plantedTexts: readonly PlantedText[] = make();

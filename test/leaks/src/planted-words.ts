import type { SeededRandom } from "@genai-collector/testkit";

/** Of these, words are made that no setting, metric, model or page of the collector has. */
const begins = "b br d dr f fl g gl h j k kr l m n p pl qu r s sk t tr v w z".split(" ");
const vowels = "a e i o u ai ea oa oo ou".split(" ");
const ends = "b ck d g l ll m mp n nd nk p r rd s sh st t v x".split(" ");

const verbs = "hides borrowed painted forgot married sued cured stole inherited poisoned kissed fired".split(" ");

const given = (
  "Aurelia Basil Clement Desmond Eudora Fergus Gwen Humphrey Isolde Jebediah Kasia Leopold Margot Nathan Ophelia " +
  "Percival Quentin Rosalind Thaddeus Wilhelma"
).split(" ");

const scripts: readonly (readonly string[])[] = [
  "患者 处方 离婚 律师 遗嘱 账户 密码 工资 诊断 秘密 银行 抵押".split(" "),
  "診断書 離婚届 給料 遺言状 弁護士 暗証番号 借金 秘密 入院 手術".split(" "),
  "환자의 처방전 비밀번호 이혼소송 급여명세 변호사 유언장 진단서 대출금".split(" "),
  "المريض وصفة كلمة السر الطلاق المحامي الراتب الوصية التشخيص القرض".split(" "),
  "החולה מרשם סיסמה גירושין עורך משכורת צוואה אבחנה הלוואה".split(" "),
  "मरीज़ नुस्खा पासवर्ड तलाक वकील वेतन वसीयत निदान कर्ज़".split(" "),
  "ผู้ป่วย ใบสั่งยา รหัสผ่าน หย่าร้าง ทนายความ เงินเดือน พินัยกรรม".split(" "),
  "ασθενής συνταγή κωδικός διαζύγιο δικηγόρος μισθός διαθήκη διάγνωση".split(" "),
  "пациент рецепт пароль развод адвокат зарплата завещание диагноз".split(" "),
  "Übergewicht Ärztin Scheidungsurkunde Gehaltsabrechnung Größenwahn Süßstoff".split(" "),
  "🦊 🧪 🪦 💊 🧬 🩺 🧨 🪪 🧿 🛟 🫀 🦷".split(" "),
];

/** Draws the words that planted texts are made of; the same seed draws the same. No invented word comes twice. */
export class Words {
  readonly #random: SeededRandom;
  readonly #used = new Set<string>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** An invented word: where a piece of it is found, one text alone can have it. */
  word(): string {
    for (;;) {
      const word = this.#syllable() + this.#syllable() + (this.#random.chance(0.5) ? this.#random.pick(vowels) : "");
      if (this.#used.has(word)) continue;
      this.#used.add(word);
      return word;
    }
  }

  #syllable(): string {
    return this.#random.pick(begins) + this.#random.pick(vowels) + this.#random.pick(ends);
  }

  words(count: number, between = " "): string {
    return Array.from({ length: count }, () => this.word()).join(between);
  }

  /** Ten words that say something of somebody. */
  sentence(): string {
    return `the ${this.words(2)} of ${this.person()} ${this.#random.pick(verbs)} a ${this.words(2)}`;
  }

  person(): string {
    const family = this.word();
    return `${this.#random.pick(given)} ${family.charAt(0).toUpperCase()}${family.slice(1)}`;
  }

  /** Words of one script that is not Latin, or of none. */
  foreign(script: number, count: number): string {
    const list = scripts[script % scripts.length]!;
    return Array.from({ length: count }, () => this.#random.pick(list)).join(" ");
  }

  /** Letters and digits. */
  letters(length: number, alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"): string {
    return Array.from({ length }, () => alphabet[this.#random.below(alphabet.length)]!).join("");
  }

  digits(length: number): string {
    return this.letters(length, "0123456789");
  }

  hex(length: number): string {
    return this.letters(length, "0123456789abcdef");
  }

  uuid(): string {
    return this.#random.uuid();
  }

  below(limit: number): number {
    return this.#random.below(limit);
  }
}

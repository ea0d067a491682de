import type { SeededRandom } from "@genai-collector/testkit";

/** Words that no setting, metric, model or page of the collector has. */
const words = (
  "lantern quarrel turnip velvet harbour mosquito cinnamon wardrobe pelican thimble brocade cauldron dandelion ember " +
  "falcon gooseberry hammock icicle juniper kettle limestone marigold nutmeg orchard parsnip quilt rhubarb saffron " +
  "tapestry umbrella vinegar walnut yarrow zeppelin almanac bassoon chandelier driftwood eiderdown foxglove gargoyle " +
  "hyacinth indigo jackdaw kumquat lavender molasses nightjar obsidian porcupine quicksand rosemary sycamore " +
  "tangerine undertow vanilla whirlpool xylophone yeoman zucchini apricot buttercup cormorant dragonfly elderberry " +
  "firefly grasshopper hedgehog inkwell jasmine kingfisher ladybird mulberry nasturtium oyster pomegranate quarry " +
  "raspberry sandpiper thunder upland vineyard wisteria yesterday zodiac"
).split(" ");

const verbs = "hides borrowed painted forgot married sued cured stole inherited poisoned kissed fired".split(" ");

const given = (
  "Aurelia Bartholomew Clementine Desmond Eudora Fitzgerald Gwendolyn Humphrey Isolde Jebediah Katarzyna Leopold " +
  "Marguerite Nathaniel Ophelia Percival Quentin Rosalind Thaddeus Wilhelmina"
).split(" ");

const family = (
  "Abernathy Blackwood Cholmondeley Dragomirescu Eversleigh Featherstone Gillingham Hathersage Inchbald Jankowska " +
  "Kirkpatrick Longbottom Mountbatten Nethercott Oglethorpe Papadopoulos Quatermaine Rothschild Szczepanski Threlfall"
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

/** Draws the words that planted texts are made of; the same seed draws the same. */
export class Words {
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  word(): string {
    return this.#random.pick(words);
  }

  words(count: number, between = " "): string {
    return Array.from({ length: count }, () => this.word()).join(between);
  }

  /** Ten words that say something of somebody. */
  sentence(): string {
    return `the ${this.words(2)} of ${this.person()} ${this.#random.pick(verbs)} a ${this.words(2)}`;
  }

  person(): string {
    return `${this.#random.pick(given)} ${this.#random.pick(family)}`;
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

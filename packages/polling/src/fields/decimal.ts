import { isDigit, minus, plus, point, zero } from "./ascii.ts";
import { misfit, outOfRange, type Problem } from "./outcome.ts";

/** Up to so many digits an integer is exact as a number, whatever they are. */
const exactDigits = 15;
/** Powers of ten that are exact as numbers. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Beyond, no exponent makes a difference: the value is too large, or 0. */
const hugeExponent = 1_000_000;
/** An int64 has no more digits. */
const int64Digits = 19;

/** A number as JSON writes it: `(-1)^isNegative × digits × 10^exponent`. */
export class Decimal {
  readonly isNegative: boolean;
  /** The digits before and behind the point, as a number: exact where there are no more than 15. */
  readonly #mantissa: number;
  /** Without leading zeros. */
  readonly #digits: number;
  readonly #exponent: number;
  /** As it is written. Made when it is asked for: most numbers are short. */
  readonly #text: () => string;

  constructor(isNegative: boolean, mantissa: number, digits: number, exponent: number, text: () => string) {
    this.isNegative = isNegative;
    this.#mantissa = mantissa;
    this.#digits = digits;
    this.#exponent = exponent;
    this.#text = text;
  }

  /** The nearest double, as `JSON.parse` has it; 0 for -0. What has no finite one is out of range. */
  toNumber(): number | Problem {
    const value = this.#magnitude();
    if (!Number.isFinite(value)) return outOfRange;
    return this.isNegative && value !== 0 ? -value : value;
  }

  /** The exact value, of 64 bits at most; a misfit where it is not whole. `450.0` and `45e1` are. */
  toInteger(): bigint | Problem {
    if (this.#digits === 0) return 0n;
    if (this.#digits <= exactDigits && this.#exponent === 0) return this.#signed(BigInt(this.#mantissa));
    const written = this.#significant();
    const digits = withoutTrailingZeros(written);
    const zeros = this.#exponent + written.length - digits.length;
    if (zeros < 0) return misfit;
    if (digits.length + zeros > int64Digits) return outOfRange;
    const value = this.#signed(BigInt(digits) * 10n ** BigInt(zeros));
    return BigInt.asIntN(64, value) === value ? value : outOfRange;
  }

  #signed(value: bigint): bigint {
    return this.isNegative ? -value : value;
  }

  #magnitude(): number {
    const power = powersOfTen[Math.abs(this.#exponent)];
    if (this.#digits <= exactDigits && power !== undefined)
      return this.#exponent < 0 ? this.#mantissa / power : this.#mantissa * power;
    return Math.abs(Number(this.#text()));
  }

  /** The digits without point, exponent and leading zeros. */
  #significant(): string {
    const text = this.#text();
    let digits = "";
    for (const sign of text) {
      if (sign === "e" || sign === "E") break;
      if (sign >= "0" && sign <= "9" && (digits !== "" || sign !== "0")) digits += sign;
    }
    return digits;
  }
}

function withoutTrailingZeros(digits: string): string {
  let length = digits.length;
  while (length > 0 && digits[length - 1] === "0") length--;
  return digits.slice(0, length);
}

/** The number from `from` up to `to`; undefined where JSON knows no such number. */
export function readDecimal(bytes: Buffer, from: number, to: number): Decimal | undefined {
  const isNegative = bytes[from] === minus;
  const start = isNegative ? from + 1 : from;
  let at = start;
  let mantissa = 0;
  let digits = 0;
  let exponent = 0;
  const take = () => {
    for (; at < to && isDigit(bytes[at]!); at++) {
      mantissa = mantissa * 10 + bytes[at]! - zero;
      if (mantissa > 0) digits++;
    }
  };
  take();
  if (at === start || (bytes[start] === zero && at > start + 1)) return undefined;
  if (at < to && bytes[at] === point) {
    const fraction = ++at;
    take();
    if (at === fraction) return undefined;
    exponent = fraction - at;
  }
  if (at < to) {
    const written = readExponent(bytes, at, to);
    if (written === undefined) return undefined;
    exponent += written;
  }
  return new Decimal(isNegative, mantissa, digits, exponent, () => bytes.toString("latin1", from, to));
}

/** What follows `e`, up to the end of the number. */
function readExponent(bytes: Uint8Array, from: number, to: number): number | undefined {
  if ((bytes[from]! | 0x20) !== 0x65) return undefined;
  const isNegative = bytes[from + 1] === minus;
  const start = isNegative || bytes[from + 1] === plus ? from + 2 : from + 1;
  if (start >= to) return undefined;
  let exponent = 0;
  for (let at = start; at < to; at++) {
    if (!isDigit(bytes[at]!)) return undefined;
    exponent = Math.min(hugeExponent, exponent * 10 + bytes[at]! - zero);
  }
  return isNegative ? -exponent : exponent;
}

/** Nano-USD as a number of USD. */
export function usd(nanoUsd: number): number {
  return nanoUsd / 1e9;
}

/** Nano-USD as a decimal text of USD, exact: `0.00451`. */
export function usdText(nanoUsd: number): string {
  const digits = String(nanoUsd).padStart(10, "0");
  const fraction = digits.slice(-9).replace(/0+$/, "");
  return fraction === "" ? digits.slice(0, -9) : `${digits.slice(0, -9)}.${fraction}`;
}

/** The sum of two amounts; undefined where both are. */
export function added(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}

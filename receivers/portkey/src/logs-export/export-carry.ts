/** What a window leaves for the next one: how long parts had to be. Undefined: as long as the window. */
export function formatCarry(partMs: number, windowMs: number): string | undefined {
  return partMs < windowMs ? JSON.stringify({ v: 1, partMs }) : undefined;
}

/** The length of the first part; that of the window where nothing was left, or nothing that is ours. */
export function partMsOf(carry: string | undefined, windowMs: number): number {
  const match = /^\{"v":1,"partMs":(\d{4,12})\}$/.exec(carry ?? "");
  return match === null ? windowMs : Math.min(windowMs, Number(match[1]));
}

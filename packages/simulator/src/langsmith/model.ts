/** A model that traffic uses. */
export interface Model {
  readonly name: string;
  readonly provider: string;
  /** Nano-USD for one token, whole numbers so that sums are exact. Undefined: the platform has no price for it. */
  readonly promptNanoUsd: number | undefined;
  readonly completionNanoUsd: number | undefined;
  /** Milliseconds to the first token, and for each token. */
  readonly firstTokenMs: number;
  readonly tokenMs: number;
  /** The share of calls that it gets, relative to the others. */
  readonly weight: number;
}

/** Prices in the range of what vendors ask for a million tokens: 0.02 to 75 USD. One has none, as new models have. */
export const models: readonly Model[] = [
  model("example-large-4", "openai", [2_500, 10_000], [420, 14], 5),
  model("example-mini-4", "openai", [150, 600], [260, 7], 9),
  model("example-opus-3", "anthropic", [15_000, 75_000], [900, 28], 1),
  model("example-sonnet-3", "anthropic", [3_000, 15_000], [650, 17], 6),
  model("example-flash-2", "google_genai", [75, 300], [210, 5], 4),
  model("example-preview-0", "mistralai", [undefined, undefined], [380, 11], 2),
];

/** What embedding runs use. */
export const embeddingModel: Model = model("example-embed-3", "openai", [20, 0], [60, 0], 1);

function model(
  name: string,
  provider: string,
  [promptNanoUsd, completionNanoUsd]: readonly [number | undefined, number | undefined],
  [firstTokenMs, tokenMs]: readonly [number, number],
  weight: number,
): Model {
  return { name, provider, promptNanoUsd, completionNanoUsd, firstTokenMs, tokenMs, weight };
}

/** The one of `all` on which `luck`, in [0, 1), falls when each takes as much room as its weight. */
export function weighted<T extends { readonly weight: number }>(all: readonly T[], luck: number): T | undefined {
  let left = luck * all.reduce((sum, each) => sum + each.weight, 0);
  for (const each of all) {
    left -= each.weight;
    if (left < 0) return each;
  }
  return all.at(-1);
}

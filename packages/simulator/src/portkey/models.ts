/** A model that is called through the gateway, and what it costs. */
export interface Model {
  readonly name: string;
  /** Who serves it: `ai_org` of a log record. */
  readonly org: string;
  /** Cents for 1,000 tokens. */
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** Typical; single requests take from 0.4 to 8.4 times as long. */
  readonly latencyMs: number;
}

/** What is called unless a test says otherwise: a dear one, a cheap one, and one that only reads. */
export const defaultModels: readonly Model[] = [
  { name: "example-large-1", org: "openai", inputPrice: 0.5, outputPrice: 1.5, latencyMs: 900 },
  { name: "example-small-1", org: "anthropic", inputPrice: 0.015, outputPrice: 0.06, latencyMs: 300 },
  { name: "example-embed-1", org: "cohere", inputPrice: 0.002, outputPrice: 0, latencyMs: 80 },
];

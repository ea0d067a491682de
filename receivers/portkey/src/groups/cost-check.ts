import type { Instant } from "@genai-collector/component";
import type { Io } from "@genai-collector/polling";
import { parseGraph } from "../analytics/parse-graph.ts";
import { askPortkey } from "../ask-portkey.ts";
import type { PortkeyInstruments } from "../telemetry.ts";
import { wireTime } from "../wire-time.ts";

/** Money that both ways of asking tell alike but for late requests and rounding: a unit that is wrong is far off. */
const tolerance = 2;
/** After an answer that says nothing, or nothing good. */
const againMs = 3_600_000;

/** What the models of a window cost. */
export interface ModelCost {
  readonly usd: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly apiKeyIds: string | undefined;
}

/**
 * Compares, once, what models cost with what the cost graph says of the same window: its unit is published, but was
 * never proved. Where the two are far from each other, `cost_divisor` is wrong, and every cost of one of the loops is.
 */
export class CostCheck {
  readonly #costDivisor: number;
  #isDone = false;
  #notBefore = -Infinity;

  /** `costDivisor`: what makes USD of the graph's values. */
  constructor(costDivisor: number) {
    this.#costDivisor = costDivisor;
  }

  /** Never rejects: what cannot be compared is compared later. */
  async compare(cost: ModelCost, io: Io<PortkeyInstruments>): Promise<void> {
    const now = io.now();
    if (this.#isDone || now < this.#notBefore || cost.usd <= 0) return;
    this.#notBefore = now + againMs;
    try {
      this.#judge((await graphTotal(cost, io)) / this.#costDivisor / cost.usd, io);
    } catch {
      // The loop that owns the graph tells what is wrong with it.
    }
  }

  #judge(ratio: number, io: Io<PortkeyInstruments>): void {
    if (ratio < tolerance && ratio > 1 / tolerance) {
      this.#isDone = true;
      return io.report("cost_unit");
    }
    io.instruments.cost_mismatch.record(1);
    const times = ratio.toPrecision(3);
    io.report("cost_unit", new Error(`the cost graph says ${times} times what the models cost: check cost_divisor`));
  }
}

/** In the graph's own unit. However wide its buckets are, they add up to the same. */
async function graphTotal({ from, to, apiKeyIds }: ModelCost, io: Io<PortkeyInstruments>): Promise<number> {
  const query = {
    time_of_generation_min: wireTime(from),
    time_of_generation_max: wireTime(to),
    api_key_ids: apiKeyIds,
  };
  const read = (answer: Uint8Array) => parseGraph("cost", answer);
  const { points, isOverQuota, problems } = await askPortkey(io, { url: "/analytics/graphs/cost", query }, read);
  if (isOverQuota || problems.length > 0) throw new Error("the graph is not whole");
  return points.reduce((sum, { values }) => sum + (values.get("total") ?? 0), 0);
}

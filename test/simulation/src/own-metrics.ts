import type { World } from "@genai-collector/testkit";
import { metricsPage } from "./configuration-file.ts";

const sample = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/gm;

/** What the collector says of itself: the sum over all series of a name whose labels contain `labels`. */
export class OwnMetrics {
  readonly #samples: readonly { readonly name: string; readonly labels: string; readonly value: number }[];

  constructor(page: string) {
    this.#samples = [...page.matchAll(sample)].map(([, name, labels = "", value]) => ({
      name: name!,
      labels,
      value: Number(value),
    }));
  }

  sum(name: string, labels = ""): number {
    const found = this.#samples.filter((each) => each.name === name && each.labels.includes(labels));
    return found.reduce((sum, { value }) => sum + value, 0);
  }
}

/** Scrapes the collector of a machine, as somebody who is there. Undefined where nobody listens. */
export async function scrape(world: World, host = "localhost"): Promise<OwnMetrics | undefined> {
  const parts: Uint8Array[] = [];
  try {
    const { signal } = new AbortController();
    const request = { method: "GET", url: metricsPage, headers: {}, signal };
    const { status, chunks } = await world.network.exchange(request, host);
    if (status !== 200) return undefined;
    for await (const chunk of chunks) parts.push(chunk);
  } catch {
    return undefined; // it is down: whether it may be is looked after elsewhere
  }
  return new OwnMetrics(Buffer.concat(parts).toString());
}

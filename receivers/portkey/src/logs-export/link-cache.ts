import type { Instant } from "@genai-collector/component";

/** Portkey's links hold for six hours; a fresh one costs a request. */
const keptForMs = 600_000;
const mostLinks = 64;

/** Links to objects that were read lately. They are credentials: kept in memory, and shown to nobody. */
export class LinkCache {
  readonly #links = new Map<string, { readonly link: string; readonly at: Instant }>();

  get(job: string, now: Instant): string | undefined {
    const known = this.#links.get(job);
    return known !== undefined && Math.abs(now - known.at) < keptForMs ? known.link : undefined;
  }

  keep(job: string, link: string, now: Instant): void {
    if (this.#links.get(job)?.link === link) return;
    if (this.#links.size >= mostLinks) this.#links.clear();
    this.#links.set(job, { link, at: now });
  }

  forget(job: string): void {
    this.#links.delete(job);
  }
}

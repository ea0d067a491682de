/** Pages that are read at the same time: one for each use case and pipeline that is behind. */
const mostPages = 16;

/**
 * At which record of a page each id was first, by object: what stands there a second time is the same record. Kept while
 * the page is read, in memory alone; it is the same for whoever reads the object.
 */
export class SeenIds {
  readonly #pages = new Map<string, { readonly job: string; readonly ids: Map<string, number> }>();

  /** `tag` tells one object of a job from another. */
  of(job: string, tag: string): Map<string, number> {
    const key = `${job} ${tag}`;
    const known = this.#pages.get(key)?.ids;
    if (known !== undefined) return known;
    if (this.#pages.size >= mostPages) this.#pages.delete(this.#pages.keys().next().value!);
    const ids = new Map<string, number>();
    this.#pages.set(key, { job, ids });
    return ids;
  }

  forget(job: string): void {
    for (const [key, page] of this.#pages) if (page.job === job) this.#pages.delete(key);
  }
}

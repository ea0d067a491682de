/** URLs whose answers are kept: exporters ask a few again and again, pollers each but once. */
const mostUrls = 32;

/** What `make` gives for a URL, made once as long as few others are asked for. What it throws is not kept. */
export class UrlCache<T> {
  readonly #make: (url: string) => T;
  readonly #made = new Map<string, T>();

  constructor(make: (url: string) => T) {
    this.#make = make;
  }

  get(url: string): T {
    let value = this.#made.get(url);
    if (value !== undefined) return value;
    value = this.#make(url);
    if (this.#made.size === mostUrls) this.#made.delete(this.#made.keys().next().value!);
    this.#made.set(url, value);
    return value;
  }
}

const most = 256;

/** Remembers the last texts that it was given. */
export class RecentTexts {
  readonly #texts = new Set<string>();

  add(text: string): void {
    this.#texts.delete(text);
    if (this.#texts.size >= most) this.#texts.delete(this.#texts.values().next().value!);
    this.#texts.add(text);
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }
}

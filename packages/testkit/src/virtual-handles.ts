/** What a process has open in its world: timers, listeners, files, locks, clients. What is left of them is a leak. */
export class VirtualHandles {
  /** Remembers where each handle was opened, which is slow. */
  isTracing = false;
  readonly #open = new Map<symbol, { readonly kind: string; readonly where: string; readonly close: () => void }>();

  /** `close` is called when the process dies. Returns what forgets the handle, safe to call twice. */
  add(kind: string, close: () => void): () => void {
    const handle = Symbol(kind);
    this.#open.set(handle, { kind, where: this.isTracing ? caller() : "", close });
    return () => this.#open.delete(handle);
  }

  /** One line for each handle that is open. */
  list(): string[] {
    return [...this.#open.values()].map(({ kind, where }) => (where === "" ? kind : `${kind}, opened ${where}`));
  }

  closeAll(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { close } of open) close();
  }
}

/** The place outside this package that opened a handle. */
function caller(): string {
  const lines = (new Error().stack ?? "").split("\n").slice(1);
  const place = lines.find((line) => !/testkit\/(?:src|dist)\/virtual-[a-z]+\.[jt]s/.test(line));
  return place === undefined ? "" : place.trim();
}

/** What a process has open in its world: timers, listeners, files, locks, clients. What is left of them is a leak. */
export class VirtualHandles {
  /** Remembers where each handle was opened. */
  isTracing = false;
  readonly #open = new Map<
    symbol,
    { readonly kind: string; readonly opened: Error | undefined; readonly close: () => void }
  >();

  /** `close` is called when the process dies. Returns what forgets the handle, safe to call twice. */
  add(kind: string, close: () => void): () => void {
    const handle = Symbol(kind);
    // Its stack is turned into text only when somebody asks.
    this.#open.set(handle, { kind, opened: this.isTracing ? new Error(kind) : undefined, close });
    return () => this.#open.delete(handle);
  }

  /** One line for each handle that is open. */
  list(): string[] {
    return [...this.#open.values()].map(({ kind, opened }) => {
      const where = callerIn(opened);
      return where === "" ? kind : `${kind}, opened ${where}`;
    });
  }

  closeAll(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { close } of open) close();
  }
}

/** The place outside this package that opened a handle. */
function callerIn(opened: Error | undefined): string {
  const lines = (opened?.stack ?? "").split("\n").slice(1);
  const place = lines.find((line) => !/testkit\/(?:src|dist)\/virtual-[a-z]+\.[jt]s/.test(line));
  return place === undefined ? "" : place.trim();
}

import { createHash } from "node:crypto";

/** Slugs of workspaces and their UUIDs: analytics know the one, exports the other. */
export class Workspaces {
  readonly #ids: Readonly<Record<string, string>>;
  readonly #visible: readonly string[];

  /** `visible`: slugs of those that the key reads; `ids`: UUIDs that are given. */
  constructor(visible: readonly string[], ids: Readonly<Record<string, string>>) {
    this.#visible = visible;
    this.#ids = ids;
  }

  /** The UUID of a workspace: the given one, or one that follows from its slug. */
  idOf(slug: string): string {
    const hash = createHash("sha256").update(slug).digest("hex");
    return (
      this.#ids[slug] ??
      `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
    );
  }

  /** The slug of one that the key reads; undefined: it reads none of that UUID. */
  slugOf(id: string): string | undefined {
    return this.#visible.find((slug) => this.idOf(slug) === id.toLowerCase());
  }
}

import { createHmac, randomBytes } from "node:crypto";

/** Headers of so many users are remembered; a flood of wrong ones pushes out only other wrong ones. */
const mostRemembered = 1_024;

/**
 * Remembers which `Authorization` headers were found right and wrong: slow hashes are slow to check by design, and a
 * client sends the same header with every request. What is kept is a keyed hash, which tells nothing of the password.
 */
export class Verdicts {
  readonly #key = randomBytes(32);
  readonly #right = new Map<string, string>();
  readonly #wrong = new Set<string>();

  /** The user of a header that is known to be right; `undefined` for one that is known to be wrong; else `"unknown"`. */
  of(header: string): { readonly user: string } | undefined | "unknown" {
    const name = this.#nameOf(header);
    const user = this.#right.get(name);
    if (user !== undefined) return { user };
    return this.#wrong.has(name) ? undefined : "unknown";
  }

  right(header: string, user: string): void {
    if (this.#right.size >= mostRemembered) forgetOldest(this.#right);
    this.#right.set(this.#nameOf(header), user);
  }

  wrong(header: string): void {
    if (this.#wrong.size >= mostRemembered) forgetOldest(this.#wrong);
    this.#wrong.add(this.#nameOf(header));
  }

  /** The users have changed. */
  clear(): void {
    this.#right.clear();
    this.#wrong.clear();
  }

  #nameOf(header: string): string {
    return createHmac("sha256", this.#key).update(header).digest("base64");
  }
}

function forgetOldest(kept: Map<string, string> | Set<string>): void {
  for (const oldest of kept.keys()) {
    kept.delete(oldest);
    return;
  }
}

import { createHmac } from "node:crypto";
import { planted } from "../../planted.ts";

/** What a link is good for. */
export type LinkState = "valid" | "expired" | "forged";

/**
 * Links as S3 signs them (Signature Version 4 in the query). The signature follows from the seed; the query is a secret,
 * as the vendor's is, and holds a planted one, so that a test finds it wherever it is written.
 */
export class SignedLinks {
  readonly #key: string;
  #issued = 0;

  constructor(seed: number) {
    this.#key = `signing key of seed ${seed}`;
  }

  /** A fresh link to a path: no two are equal. */
  issue(origin: string, path: string, now: number, validMs: number): string {
    const query = new URLSearchParams({
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": `${planted.secret}/s3/aws4_request`,
      "X-Amz-Date": amzDate(now),
      "X-Amz-Expires": String(Math.floor(validMs / 1_000)),
      "X-Amz-Security-Token": `${planted.secret}-${this.#issued++}`,
      "X-Amz-SignedHeaders": "host",
    });
    query.set("X-Amz-Signature", this.#signature(path, query));
    return `${origin}${path}?${query.toString()}`;
  }

  /** Whether a link was issued here for its path, and still holds. */
  check(url: URL, now: number): LinkState {
    const query = new URLSearchParams(url.search);
    const given = query.get("X-Amz-Signature");
    query.delete("X-Amz-Signature");
    if (given !== this.#signature(url.pathname, query)) return "forged";
    const issued = Date.parse(
      (query.get("X-Amz-Date") ?? "").replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"),
    );
    return now < issued + Number(query.get("X-Amz-Expires")) * 1_000 ? "valid" : "expired";
  }

  #signature(path: string, query: URLSearchParams): string {
    return createHmac("sha256", this.#key).update(`${path}?${query.toString()}`).digest("hex");
  }
}

function amzDate(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

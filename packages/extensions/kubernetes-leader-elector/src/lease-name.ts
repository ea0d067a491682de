import { createHash } from "node:crypto";

/** Longest name of an object, less the hash and its dash. */
const longest = 253 - 9;

/**
 * The Lease of a source: `genai-collector-portkey-3f2a91bc` for `portkey`. A DNS subdomain whatever the source is called;
 * the hash keeps `portkey/eu` and `portkey-eu` apart.
 */
export function leaseNameOf(leaseName: string, source: string | undefined): string {
  if (source === undefined) return leaseName;
  const slug = source.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const readable = `${leaseName}-${slug}`.slice(0, longest).replace(/[^a-z0-9]+$/, "");
  const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
  return `${readable}-${hash}`;
}

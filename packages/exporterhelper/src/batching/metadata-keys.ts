import type { Problem } from "@genai-collector/config/schema";

/** Reports the names of `metadata_keys` that are there twice. Metadata names have no case. */
export function checkMetadataKeys(
  { metadata_keys }: { readonly metadata_keys: readonly string[] },
  problem: Problem,
): void {
  const seen = new Set<string>();
  for (const key of metadata_keys) {
    const name = key.toLowerCase();
    if (seen.has(name)) problem("metadata_keys", `duplicate entry in metadata_keys: "${name}" (case-insensitive)`);
    seen.add(name);
  }
}

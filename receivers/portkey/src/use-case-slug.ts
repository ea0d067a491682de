/** The label that use-case passes add. */
export const useCaseLabel = "api_key_use_case";

/**
 * The slug of a use case's label: lower case, each run of characters outside `a-z0-9` as one `_`, no `_` at the ends.
 * Empty where nothing is left, for example of `"!!!"`.
 */
export function useCaseSlug(label: string): string {
  return label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
}

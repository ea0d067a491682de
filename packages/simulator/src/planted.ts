/**
 * What must never reach a sink. The simulator puts these into every field that could carry content, and tests look for
 * them in everything that was delivered, logged or saved.
 */
export const planted = {
  content: "CONTENT-what-is-the-capital-of-atlantis",
  completion: "CONTENT-it-sank",
  secret: "SECRET-sk-live-4242",
  person: "PERSON-jane.doe@example.org",
} as const;

/** Every planted text. */
export const plantedTexts: readonly string[] = Object.values(planted);

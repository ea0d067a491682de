/**
 * The rules by which a text of an answer may leave, said once more: what tests hold the receivers against shares no code
 * with them. `true`: a value of this class may be that text.
 */
export const textClasses = {
  /** Visible ASCII, at most 128. */
  identifier: (text: string) => /^[\x21-\x7e]{1,128}$/.test(text),
  /** The same, and no address of a person: `@` only before a version. */
  label: (text: string) => /^[\x21-\x7e]{0,128}$/.test(text) && !hasAddress(text),
  /** As a retention tier. */
  shortLabel: (text: string) => /^[\x21-\x7e]{0,64}$/.test(text) && !hasAddress(text),
  word: (text: string) => /^[A-Za-z0-9_.:/+-]{1,64}$/.test(text.replace(/@(?=\d+$)/, "")),
  /** Told where a key reads another workspace than it should. */
  slug: (text: string) => /^[A-Za-z0-9_-]{1,64}$/.test(text),
  /** Goes back to the vendor, and into the checkpoint. */
  cursor: (text: string) => /^[\x21-\x7e]{1,4096}$/.test(text),
  /** Enumerations, UUIDs, times, numbers: no text that is planted is one. */
  closed: () => false,
  /** Whatever was opted in as a text. */
  anything: () => true,
} as const;

export type TextClass = keyof typeof textClasses;

function hasAddress(text: string): boolean {
  return text.replace(/@(?=\d+$)/, "").includes("@");
}

/**
 * A value that came through a reference such as `${env:PORT}`. Which of its two forms is meant is known only to the
 * schema: `0123` is the text `0123` for a text, and 83 for a number.
 */
export class Substituted {
  /** The text as it was found. */
  readonly text: string;
  /** What the text reads as in YAML. */
  readonly value: unknown;

  constructor(text: string, value: unknown) {
    this.text = text;
    this.value = value;
  }
}

import type { Place } from "../tree/config-node.ts";

/** Turns offsets into lines and columns, both from 1. A column counts UTF-16 units, as editors do. */
export class LineIndex {
  readonly #file: string;
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
    for (const match of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(match.index + match[0].length);
  }

  place(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.#file, line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  /** The first `length` characters of a line; lines are counted from 1. */
  startOfLine(line: number, length: number): string {
    const start = this.#starts[line - 1]!;
    return this.#text.slice(start, Math.min(this.#starts[line] ?? this.#text.length, start + length));
  }
}

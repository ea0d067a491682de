/** Path relative to the root, and the whole text that belongs there. */
export interface Generated {
  readonly path: string;
  readonly text: string;
}

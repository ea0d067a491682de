/** What a field can turn out to be in one record; the closed list of reasons that are counted. */
export const outcomes = [
  "missing",
  "fits",
  "null",
  "wrong_type",
  "misfit",
  "too_long",
  "out_of_range",
  "too_many",
] as const;

/**
 * `missing`: not there. `fits`: read. `null`: JSON's null, or a blank text where a number may be a text. `wrong_type`:
 * for example an object where a text belongs. `misfit`: of the right type, and not of the declared class. `too_long`,
 * `out_of_range`: beyond its limits. `too_many`: more array elements than are kept.
 */
export type Outcome = (typeof outcomes)[number];

/** Why there is no value. A class, so that no value can be mistaken for it. */
export class Problem {
  readonly outcome: Exclude<Outcome, "missing" | "fits">;

  constructor(outcome: Exclude<Outcome, "missing" | "fits">) {
    this.outcome = outcome;
  }
}

export const nullProblem = new Problem("null");
export const wrongType = new Problem("wrong_type");
export const misfit = new Problem("misfit");
export const tooLong = new Problem("too_long");
export const outOfRange = new Problem("out_of_range");
export const tooMany = new Problem("too_many");

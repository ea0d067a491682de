/** Throws a RangeError where `size` bytes of output are more than `limit`. Called before they are allocated. */
export function refuseOverLimit(size: number, limit: number): void {
  if (size > limit) throw new RangeError(`more than ${limit} bytes`);
}

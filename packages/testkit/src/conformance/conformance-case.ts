/** One promise of the contract and its proof. `run` rejects with an error that says what was broken. */
export interface ConformanceCase {
  readonly name: string;
  run(): Promise<void>;
}

/** Runs cases one after the other. Of those that failed, the name and what was broken. */
export async function failuresOf(
  cases: readonly ConformanceCase[],
): Promise<{ readonly name: string; readonly error: unknown }[]> {
  const failures: { readonly name: string; readonly error: unknown }[] = [];
  for (const { name, run } of cases) await run().catch((error: unknown) => failures.push({ name, error }));
  return failures;
}

/** A case that needs no world. */
export function plainCase(name: string, run: () => void | Promise<void>): ConformanceCase {
  return {
    name,
    async run() {
      await run();
    },
  };
}

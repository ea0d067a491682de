import { runForLeaks, searchedTexts, type LeakRunOptions, type LeakRunResult } from "./leak-run.ts";
import type { Leak } from "./gatherer.ts";

/** A leak, and the smallest set of mutations that was found to make it. */
export interface NarrowedLeak {
  readonly text: string;
  readonly where: string;
  readonly form: string;
  readonly excerpt: string;
  /** What was answered. More than one where one alone does not leak. */
  readonly mutations: readonly string[];
  /** A command that shows it. */
  readonly replay: string;
}

/** Finds which mutation a leak comes from: runs again with half of those that planted its text, until one is left. */
export async function narrowed(options: LeakRunOptions, result: LeakRunResult, leak: Leak): Promise<NarrowedLeak> {
  let suspects = [...result.applied].filter(([, { texts }]) => texts.has(leak.text)).map(([seed]) => seed);
  while (suspects.length > 1) {
    const half = Math.ceil(suspects.length / 2);
    const guilty = await guiltyHalf(options, leak, [suspects.slice(0, half), suspects.slice(half)]);
    if (guilty === undefined) break;
    suspects = guilty;
  }
  return {
    text: searchedTexts[leak.text]!,
    where: leak.where,
    form: leak.form,
    excerpt: leak.excerpt,
    mutations: suspects.slice(0, 10).map((seed) => result.applied.get(seed)!.what),
    replay: `pnpm leaks --world ${options.seed} --minutes ${options.minutes} --share ${options.answerShare} --only ${suspects.slice(0, 50).join()}`,
  };
}

async function guiltyHalf(
  options: LeakRunOptions,
  { text }: Leak,
  halves: readonly (readonly number[])[],
): Promise<number[] | undefined> {
  for (const half of halves) {
    const { leaks } = await runForLeaks({ ...options, only: new Set(half) });
    if (leaks.some((leak) => leak.text === text)) return [...half];
  }
  return undefined; // it takes several of them
}

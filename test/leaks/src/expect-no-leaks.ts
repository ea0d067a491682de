import { expect } from "vitest";
import { runForLeaks, type LeakRunOptions, type LeakRunResult } from "./leak-run.ts";
import { narrowed } from "./narrowed.ts";

/** So many leaks of a run are followed to their mutations. */
const followed = 3;

/** Runs a collector, and fails with the mutations that leaked and how to see them again. */
export async function expectNoLeaks(options: LeakRunOptions): Promise<LeakRunResult> {
  const result = await runForLeaks(options);
  const byText = [...new Map(result.leaks.map((leak) => [leak.text, leak])).values()].slice(0, followed);
  const found = [];
  for (const leak of byText) found.push(await narrowed(options, result, leak));
  expect(found).toEqual([]);
  return result;
}

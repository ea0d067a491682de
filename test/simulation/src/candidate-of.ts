import type { World } from "@genai-collector/testkit";
import type { Candidate } from "./leadership-books.ts";
import type { Machine } from "./machine.ts";

/** A machine as the books of leadership know it: what it does not do while it is stopped is not its fault. */
export function candidateOf(machine: Machine, world: World): Candidate {
  const { host, life } = machine;
  const isExcused = (): boolean =>
    machine.life !== life || !machine.isRunning || machine.isStopped || world.now === machine.wokenAt;
  return { host, life, isExcused };
}

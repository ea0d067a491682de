import type { Runtime } from "@genai-collector/component";
import type { Self } from "./lease.ts";

/** So many characters tell replicas on one machine apart. */
const randomCharacters = 8;

/**
 * What this replica is called: as configured, else as its pod, else as its machine and a random part. The instance is
 * drawn anew for each run, so that two replicas of one name never take one another for themselves.
 */
export function selfOf(identity: string, { process, random }: Pick<Runtime, "process" | "random">): Self {
  const { pod, host } = process.names;
  const machine = (): string => `${host}-${random.uuid().slice(0, randomCharacters)}`;
  return { identity: identity === "" ? (pod ?? machine()) : identity, instance: random.uuid() };
}

import { readFileSync } from "node:fs";

/** How far the only lane of a checkpoint file has come, in milliseconds since 1970 UTC. Undefined: there is no file. */
export function frontierOf(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  // A torn file is not caught here: whatever moment a process dies at, the file is whole.
  const { lanes } = JSON.parse(text) as { readonly lanes: readonly { readonly frontier: { readonly time: number } }[] };
  if (lanes.length !== 1) throw new Error(`${path} holds ${lanes.length} lanes, expected 1`);
  return lanes[0]!.frontier.time;
}

import type { Change } from "./trouble.ts";
import type { StoryEvent } from "./story.ts";
import type { Setup } from "./setup.ts";

/** The setups that a story deploys one after the other, the first one first. */
export function setupsOf(first: Setup, events: readonly StoryEvent[]): readonly Setup[] {
  const setups = [first];
  for (const { trouble } of events) if (trouble.kind === "redeploy") setups.push(next(setups, trouble.change));
  return setups;
}

function next(setups: readonly Setup[], change: Change): Setup {
  return change === "back" ? (setups.at(-2) ?? setups[0]!) : changed(setups.at(-1)!, change, setups.length);
}

/** The same with something changed. `number` tells it from those before it. */
function changed(setup: Setup, change: Exclude<Change, "back">, number: number): Setup {
  const [first, ...others] = setup.workspaces as readonly [Setup["workspaces"][number], ...Setup["workspaces"]];
  switch (change) {
    case "prefix":
      return { ...setup, workspaces: [{ ...first, prefix: `api_v${number}` }, ...others] };
    case "use case": {
      // The first one takes its keys from the pass over everything; each further one is new.
      const free = first.keys.filter((key) => !Object.values(first.useCases).flat().includes(key));
      const [label, key] = [`case${number}`, free[0] ?? first.keys[0]!];
      const useCases = free.length === 0 ? { [label]: [key] } : { ...first.useCases, [label]: [key] };
      return { ...setup, workspaces: [{ ...first, useCases }, ...others] };
    }
    case "pipeline":
      return { ...setup, pipelineSuffix: `v${number}` };
    case "receiver":
      // A source that is not there any more, or one that comes back under another name.
      return others.length > 0
        ? { ...setup, workspaces: [first] }
        : { ...setup, workspaces: [{ ...first, receiver: `portkey/v${number}` }] };
  }
}

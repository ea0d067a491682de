// pnpm simulate: runs of a whole collector in virtual time, as the command line asks for them (tell-stories.ts).
import type { Setup } from "./setup.ts";
import { simulate, type SimulationResult } from "./simulate.ts";
import { tellStories } from "./tell-stories.ts";

await tellStories<Setup, SimulationResult>({
  command: "pnpm simulate",
  run: simulate,
  summary: ({ points, gaps, resent, pushed, dropped, lives, sinkRequests, platformRequests }) => [
    `${points} points`,
    `${gaps} counted as missing`,
    `${resent} resources sent again`,
    `${pushed} records pushed`,
    `${dropped} of them dropped`,
    `${lives} lives`,
    `${sinkRequests} requests to sinks`,
    `${platformRequests} to the platform`,
  ],
});

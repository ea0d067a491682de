// pnpm simulate: runs of whole collectors in virtual time, as the command line asks for them. With --minutes, a campaign
// (tell-campaign.ts); else stories one by one (tell-stories.ts).
import { parseAims } from "./aims.ts";
import type { Setup } from "./setup.ts";
import { simulate, type SimulationResult } from "./simulate.ts";
import { tellCampaign } from "./tell-campaign.ts";
import { tellStories } from "./tell-stories.ts";

if (process.argv.some((argument) => /^--minutes(=|$)/.test(argument))) await tellCampaign();
else
  await tellStories<Setup, SimulationResult>({
    command: "pnpm simulate",
    run: ({ aim, ...order }) => simulate({ ...order, ...(aim === undefined ? {} : { aims: parseAims(aim) }) }),
    summary: ({ points, gaps, resent, pushed, dropped, lives, terms, sinkRequests, platformRequests }) => [
      `${points} points`,
      `${gaps} counted as missing`,
      `${resent} resources sent again`,
      `${pushed} records pushed`,
      `${dropped} of them dropped`,
      `${lives} lives`,
      `${terms} terms`,
      `${sinkRequests} requests to sinks`,
      `${platformRequests} to the platform`,
    ],
  });

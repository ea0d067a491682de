// pnpm reconcile: runs of a whole collector against both platforms, in virtual time, as the command line asks for them
// (tell-stories.ts of the simulation).
import { tellStories } from "@genai-collector/test-simulation";
import { reconcile, type ReconciliationResult } from "./reconcile.ts";
import type { Setup } from "./setup.ts";

await tellStories<Setup, ReconciliationResult>({
  command: "pnpm reconcile",
  run: reconcile,
  summary: ({ requests, ...more }) => [
    `${more.points} points of buckets`,
    `${more.snapshotPoints} of snapshots`,
    `${more.records} records`,
    `${more.runs} runs`,
    `${more.gaps} counted as missing`,
    `${more.unfinished} runs unfinished`,
    `${more.beyond} beyond reach`,
    `${more.resent} records again in ${more.resentPages} pages`,
    `${more.resentPoints} points again`,
    `${more.retaken} taken anew`,
    `${more.absent} snapshots absent`,
    `${more.lives} lives`,
    `${requests.portkey} + ${requests.objects} + ${requests.langsmith} requests to platforms`,
    `at most ${more.mostInTenSeconds} in ten seconds`,
    `${more.sinkRequests} to the sink`,
    `${(more.scannedBytes / 1e6).toFixed(1)} MB looked through`,
  ],
});

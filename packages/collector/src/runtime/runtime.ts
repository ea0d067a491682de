import type { Runtime } from "@genai-collector/component";
import { systemClock } from "./clock.ts";
import { systemCompress } from "./compress.ts";
import { systemFiles } from "./files.ts";
import { systemHttpClients } from "./http-clients.ts";
import { systemProcess } from "./process.ts";
import { systemRandom } from "./random.ts";
import { systemServers } from "./servers.ts";
import { systemTimers } from "./timers.ts";

/** The real world. */
export const systemRuntime: Runtime = {
  clock: systemClock,
  timers: systemTimers,
  random: systemRandom,
  http: systemHttpClients,
  servers: systemServers,
  files: systemFiles,
  compress: systemCompress,
  process: systemProcess,
};

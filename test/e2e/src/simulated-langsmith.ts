import { LangSmithSimulator, langSmithPlatform, serve } from "@genai-collector/simulator";
import type { Stage } from "./stage.ts";

/** The key that the simulated LangSmith takes. */
export const langsmithKey = "lsv2_sk_e2e";

/** A simulated LangSmith on loopback, in this process and in real time, until the test ends; its API's base URL. */
export async function openLangsmith(stage: Stage): Promise<string> {
  const simulator = new LangSmithSimulator({ seed: 1, now: Date.now, apiKey: langsmithKey });
  const server = await serve(langSmithPlatform(simulator), 0);
  stage.defer(() => server.close());
  return `${server.endpoint}/api/v1`;
}

import { PortkeySimulator, portkeyPlatform, serve, type PortkeyOptions } from "@genai-collector/simulator";
import type { Stage } from "./stage.ts";

/** A simulated Portkey on loopback, in this process, until the test ends. */
export interface Gateway {
  readonly simulator: PortkeySimulator;
  /** With the API's base path. */
  readonly endpoint: string;
  /** Is told when a request has arrived, before it is answered. */
  onAsked: () => void;
}

/** The key that the simulated gateway takes. */
export const apiKey = "pk-e2e";

/** Real time; a minute's numbers are complete 15 s after it ended, unless `options` say otherwise. */
export async function openGateway(stage: Stage, options: Partial<PortkeyOptions> = {}): Promise<Gateway> {
  const simulator = new PortkeySimulator({ seed: 1, now: Date.now, apiKey, maxIngestionMs: 15_000, ...options });
  const platform = portkeyPlatform(simulator);
  const handle: typeof platform.handle = (request) => {
    gateway.onAsked();
    return platform.handle(request);
  };
  const server = await serve({ ...platform, handle }, 0);
  stage.defer(() => server.close());
  const gateway: Gateway = { simulator, endpoint: `${server.endpoint}/v1`, onAsked: () => undefined };
  return gateway;
}

import { plantedTexts, PortkeySimulator, type PortkeyOptions } from "@genai-collector/simulator";
import type { Answer } from "@genai-collector/testkit";
import { expect } from "vitest";
import { PortkeyScene, type SceneOptions } from "./portkey-scene.ts";

export interface SimulatedScene {
  readonly scene: PortkeyScene;
  readonly simulator: PortkeySimulator;
  /** Requests so far: when each was answered, and where it went. */
  readonly asked: readonly { readonly at: number; readonly url: URL }[];
}

/** A scene whose vendor is a simulated platform. */
export function simulatedScene(options: SceneOptions, platform: Partial<PortkeyOptions>): SimulatedScene {
  const rate_limit = { requests_per_second: 5, burst: 10 };
  const scene = new PortkeyScene({ ...options, config: { rate_limit, ...options.config } });
  const simulator = new PortkeySimulator({ seed: 7, now: () => scene.world.now, apiKey: "pk-test", ...platform });
  const asked: { at: number; url: URL }[] = [];
  scene.world.route(/^https:\/\/api\.portkey\.ai\//, (request): Answer => {
    asked.push({ at: scene.world.now, url: new URL(request.url) });
    const { cutAfter, ...answer } = simulator.handle({ ...request, body: undefined });
    return { ...answer, cutAfterBytes: cutAfter };
  });
  return { scene, simulator, asked };
}

/** Neither what was delivered, nor what was told or saved, holds anything that the simulator planted. */
export function expectNoContent(scene: PortkeyScene): void {
  const delivered = scene.sink.payloads.flatMap((payload) => payload.encoded().map(({ bytes }) => Buffer.from(bytes)));
  const told = JSON.stringify([scene.recorded.logs, scene.recorded.statuses, scene.store.saved], (_, value: unknown) =>
    value instanceof Error ? { message: value.message, cause: value.cause } : value,
  );
  const all = `${Buffer.concat(delivered).toString("latin1")}\n${told}`;
  for (const planted of [...plantedTexts, "pk-test"]) expect(all).not.toContain(planted);
  expect(all).toContain("portkey_api_requests");
}

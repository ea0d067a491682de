import { LogsScene, type LogsSceneOptions } from "./logs-scene.ts";
import { at } from "./portkey-scene.ts";
import type { ScriptedExports } from "./scripted-exports.ts";

/** The first window of every scene. */
export const [windowMin, windowMax] = [at("08:37:20"), at("09:27:20")] as const;

/** A budget that nothing waits for. */
export const quick = { rate_limit: { requests_per_second: 10, burst: 10 } };

/** A scene that exports its first window from a scripted platform, and nothing else for a while. */
export async function scriptedScene(
  platform: ScriptedExports,
  exports: object = {},
  more: LogsSceneOptions = {},
): Promise<LogsScene> {
  const scene = new LogsScene({ config: quick, ...more, exports: { min_window: "50m", ...exports } });
  scene.instead = platform.answer;
  await scene.start();
  return scene;
}

import { VirtualRuntime } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { formatState, tryParseState, type ExportState } from "../src/logs-export/export-state.ts";
import { hour, LogsScene } from "./logs-scene.ts";
import { minute, start } from "./portkey-scene.ts";
import { lines, ScriptedExports } from "./scripted-exports.ts";
import { quick, windowMax, windowMin } from "./scripted-scene.ts";

/** The export as it is saved. */
async function state(scene: LogsScene): Promise<ExportState | undefined> {
  const cursor = (await scene.store.load(scene.lane()))?.frontier.cursor ?? "";
  const [, to, text] = /^(\d+)\|(.*)$/s.exec(cursor) ?? [];
  return text === undefined ? undefined : tryParseState(text, { from: 0, to: Number(to) });
}

describe("a saved cursor", () => {
  const sample: ExportState = {
    settings: "00000000",
    from: windowMin,
    to: windowMax,
    partMs: hour,
    total: 7,
    page: 1,
    jobs: [{ id: "exp-9", page: 1, phase: "ready", startedAt: start }],
    position: { records: 2, digest: 5, unreadable: 0, lastTime: windowMin, offset: 99, tag: '"t"', size: 999 },
    givenUp: 1,
    troubles: 2,
    notBefore: 0,
  };

  it.each(["", "{bad", '{"page":1}', "null", "42", "[]", formatState({ ...sample, from: windowMin - 1 })])(
    "81: %j: the window begins again, and that is counted",
    async (cursor) => {
      const scene = new LogsScene({ config: quick });
      const text = `${windowMax}|${cursor}`;
      await scene.store.advance(scene.lane(), { time: windowMin, cursor: text }, 1, []);
      await scene.start();
      await scene.advance(2 * minute);
      expect(scene.problems("cursor_unreadable")).toBe(1);
      await scene.expectTruth(windowMin);
    },
  );

  it("89: page_size changed between restarts mid-window: the part begins again instead of mixing page sizes", async () => {
    const scene = new LogsScene({ exports: { page_size: 200, chunk_max_records: 50, jobs_ahead: 1 }, config: quick });
    const first = await scene.start();
    await scene.advance(15_000);
    expect((await state(scene))!.page).toBeGreaterThan(0);
    await scene.stop(first);
    const before = scene.ids().length;
    scene.config = scene.decode({ page_size: 300 });
    await scene.start();
    await scene.advance(5 * minute);
    expect([scene.problems("settings_changed"), scene.jobs("abandoned") > 0]).toEqual([1, true]);
    await scene.expectTruth(windowMin, { repeated: before });
  });

  it("a wait is saved: another process does not ask earlier", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.statuses = ["failed"];
    const scene = new LogsScene({ config: quick });
    scene.instead = platform.answer;
    const first = await scene.start();
    await scene.advance(20_000);
    first.runtime.kill();
    await scene.start(new VirtualRuntime(scene.world));
    await scene.advance(20_000);
    expect(platform.orders).toHaveLength(1);
  });
});

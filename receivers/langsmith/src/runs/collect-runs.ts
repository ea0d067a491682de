import type { WindowPage, WindowStep } from "@genai-collector/polling";
import type { LangsmithIo } from "../ask-langsmith.ts";
import { parseCarry, parseProgress } from "./progress-codec.ts";
import { beginWindow, emptyCarry, type RunsCarry, type RunsProgress } from "./runs-progress.ts";
import { RunsBatch } from "./runs-batch.ts";
import { readWindow } from "./read-window.ts";
import type { RunsTools } from "./runs-tools.ts";

/** Several pages of a window: as many as time, and the bound of what is handed on at once, allow. */
export async function collectRuns(tools: RunsTools, step: WindowStep, io: LangsmithIo): Promise<WindowPage> {
  const progress = savedProgress(tools, step, io) ?? (await begun(tools, step, io));
  return readWindow(new RunsBatch(tools, step, progress, io));
}

function savedProgress({ question }: RunsTools, { cursor }: WindowStep, io: LangsmithIo): RunsProgress | undefined {
  if (cursor === undefined) return undefined;
  const saved = parseProgress(cursor);
  if (saved?.question === question) return saved;
  const reason = saved === undefined ? "unreadable" : "question_changed";
  io.instruments.cursor_resets.record(1, { reason });
  io.logger.warn({ loop: "runs", reason }, "The window is read again from its start");
  return undefined;
}

async function begun(
  { question, scope }: RunsTools,
  { to, carry }: WindowStep,
  io: LangsmithIo,
): Promise<RunsProgress> {
  const groups = await scope.groups(to, io);
  return beginWindow(question, carryOf(carry, io), groups, io.now());
}

function carryOf(text: string | undefined, io: LangsmithIo): RunsCarry {
  if (text === undefined) return emptyCarry();
  const carry = parseCarry(text);
  if (carry !== undefined) return carry;
  io.instruments.cursor_resets.record(1, { reason: "unreadable" });
  io.logger.error({ loop: "runs" }, "What the last window left cannot be read: runs that were held back are lost");
  return emptyCarry();
}

import assert from "node:assert/strict";
import type { ConformanceCase } from "./conformance-case.ts";
import { onStage } from "./on-stage.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import { Stage } from "./stage.ts";
import type { CreateSubject, Subject } from "./subject.ts";

/** Lets a started instance do what it is there for. */
export type Exercise = (stage: Stage, subject: Subject) => Promise<void>;

/** Creation, start, work, shutdown, in every order that the service may need. */
export function lifecycleCases(
  options: ConformanceOptions,
  create: CreateSubject,
  exercise: Exercise,
): ConformanceCase[] {
  return [
    onStage("is created without touching the world", options, async (stage) => {
      const subject = create(stage);
      assert.equal(stage.runtime.calls, 0, `create called ${[...stage.runtime.callsBySeam.keys()].join(", ")}`);
      await stage.shutdown(subject);
    }),
    onStage("shuts down without having been started", options, async (stage) => {
      await stage.shutdown(create(stage));
    }),
    onStage("starts, works, shuts down, and leaves nothing open", options, async (stage) => {
      await live(stage, create, exercise);
    }),
    onStage("shuts down twice", options, async (stage) => {
      const subject = await live(stage, create, exercise);
      await stage.shutdown(subject);
    }),
    onStage("a second instance starts and works after the first", options, async (stage) => {
      await live(stage, create, exercise);
      await live(stage, create, exercise);
    }),
    {
      name: "leaves nothing behind when start fails, whichever call of the world fails",
      run: () => failEachCallOfStart(options, create),
    },
  ];
}

async function live(stage: Stage, create: CreateSubject, exercise: Exercise): Promise<Subject> {
  const subject = create(stage);
  await stage.start(subject);
  await exercise(stage, subject);
  await stage.shutdown(subject);
  return subject;
}

async function failEachCallOfStart(options: ConformanceOptions, create: CreateSubject): Promise<void> {
  const calls = await callsOfStart(options, create);
  for (let failing = 1; failing <= calls; failing++) {
    const stage = new Stage(options);
    let failed = "";
    stage.runtime.intercept = ({ name, number }) => {
      if (number !== failing) return undefined;
      failed = name;
      return Object.assign(new Error(`EIO: ${name}`), { code: "EIO" });
    };
    const subject = create(stage);
    const started = await stage.start(subject).then(
      () => true,
      () => false,
    );
    if (started) await stage.shutdown(subject);
    await stage.close().catch((error: unknown) => {
      throw new Error(`after ${failed} failed in start (call ${failing} of ${calls}): ${messageOf(error)}`, {
        cause: error,
      });
    });
    await stage.shutdown(subject);
  }
}

async function callsOfStart(options: ConformanceOptions, create: CreateSubject): Promise<number> {
  const stage = new Stage(options);
  const subject = create(stage);
  await stage.start(subject);
  const { calls } = stage.runtime;
  await stage.shutdown(subject);
  return calls;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

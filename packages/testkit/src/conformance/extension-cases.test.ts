import { capability, defineExtension, provide, type ExtensionSpec } from "@genai-collector/component";
import { map, text } from "@genai-collector/config/schema";
import { describe, expect, it } from "vitest";
import { failuresOf } from "./conformance-case.ts";
import { conformanceOfExtension } from "./conformance-of.ts";
import { describeExtension } from "./describe.ts";

const config = map({ path: text({ default: "/state/lock", doc: "The lock." }) });
const greeting = capability<{ greet(): string }>("acme.greeting/1");
const greeter = { greet: () => "hello" };

type Spec = ExtensionSpec<{ path: string }>;

function extension(more: Partial<Spec> = {}) {
  return defineExtension<{ path: string }>({
    type: "greeting",
    stability: { extension: "alpha" },
    config,
    provides: [greeting],
    create: ({ runtime }, { path }) => {
      let lock: { release(): Promise<void> } | undefined;
      return {
        provided: [provide(greeting, greeter)],
        start: async () => {
          lock = await runtime.files.lock(path);
          if (lock === undefined) throw new Error(`somebody holds ${path}`);
        },
        shutdown: async () => {
          await lock?.release();
          lock = undefined;
        },
      };
    },
    ...more,
  });
}

describeExtension(extension(), {
  exercise: async ([provided]) => {
    expect((provided!.implementation as typeof greeter).greet()).toBe("hello");
  },
});
describeExtension(extension({ provides: [], create: () => ({}) }));

describe("the conformance kit notices an extension that", () => {
  it.each([
    ["provides nothing of what it declares", "provides something of what it declares", { create: () => ({}) }],
    ["provides more than it declares", "provides something of what it declares", { provides: [] }],
    [
      "keeps its lock",
      "leaves nothing open",
      {
        create: ({ runtime }, { path }) => ({
          provided: [provide(greeting, greeter)],
          start: async () => void (await runtime.files.lock(path)),
        }),
      },
    ],
    [
      "cannot be started again",
      "a second instance starts and works after the first",
      {
        create: ({ runtime }, { path }) => ({
          provided: [provide(greeting, greeter)],
          start: async () => {
            if ((await runtime.files.lock(path)) === undefined) throw new Error("locked");
          },
        }),
      },
    ],
  ] satisfies [string, string, Partial<Spec>][])("%s", async (_what, caught, more: Partial<Spec>) => {
    const names = (await failuresOf(conformanceOfExtension(extension(more)))).map(({ name }) => name);
    expect(names.filter((name) => name.includes(caught))).not.toEqual([]);
  });
});

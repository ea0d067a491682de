import type { Metrics, Payload } from "@genai-collector/pdata";
import { describe, expect, expectTypeOf, it } from "vitest";
import { capability, provide } from "./capability.ts";
import type { Component } from "./component.ts";
import type { ConfigOf, ConfigSpec } from "./config.ts";
import type { BatchContext, Consumer } from "./consumer.ts";
import { defineExtension, defineExporter, defineProcessor, defineReceiver, isFactory } from "./factory.ts";

interface GreetingConfig {
  readonly greeting: string;
  readonly times: number;
}
const config: ConfigSpec<GreetingConfig> = { jsonSchema: {}, decode: (valid) => valid as GreetingConfig };
const idle: Component = { start: async () => undefined, shutdown: async () => undefined };

class Pass<P extends Payload> implements Consumer<P> {
  readonly #next: Consumer<P>;

  constructor(next: Consumer<P>) {
    this.#next = next;
  }

  consume(payload: P, context: BatchContext): Promise<void> {
    const same: P = payload.fork();
    return this.#next.consume(same, context);
  }
}

describe("isFactory", () => {
  it("recognises what was defined here and by another copy of this package", () => {
    const own = defineReceiver({ type: "greeting", stability: { logs: "alpha" }, config, create: () => idle });
    const foreign = { type: "x", kind: "receiver", [Symbol.for("genai-collector.factory/1")]: true };
    expect([isFactory(own), isFactory(foreign), isFactory({ type: "x" }), isFactory(undefined)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("marks the kind and freezes the declaration", () => {
    const factory = defineReceiver({ type: "greeting", stability: { logs: "alpha" }, config, create: () => idle });
    expect(factory.kind).toBe("receiver");
    expect(Object.isFrozen(factory)).toBe(true);
  });
});

describe("what authors rely on the compiler to infer", () => {
  it("gives create the decoded configuration and the declared instruments", () => {
    defineProcessor({
      type: "greeting",
      stability: { metrics: "alpha" },
      config,
      instruments: {
        greeted: { kind: "counter", unit: "{item}", doc: "Items.", attributes: { how: ["warmly", "coldly"] } },
        seconds: { kind: "histogram", unit: "s", doc: "Time." },
      },
      traits: (given) => {
        expectTypeOf(given).toEqualTypeOf<GreetingConfig>();
        return { state: "none" };
      },
      createMetrics(settings, given, next) {
        expectTypeOf(given).toEqualTypeOf<GreetingConfig>();
        expectTypeOf(next).toEqualTypeOf<Consumer<Metrics>>();
        expectTypeOf(settings.instruments.greeted.record)
          .parameter(1)
          .toEqualTypeOf<{ readonly how: "warmly" | "coldly" }>();
        expectTypeOf(settings.instruments.seconds.record).parameters.toEqualTypeOf<[value: number]>();
        // @ts-expect-error an attribute value outside the closed list
        const wrongValue = (): void => settings.instruments.greeted.record(1, { how: "loudly" });
        // @ts-expect-error an instrument that was not declared
        const wrongName = (): unknown => settings.instruments.shouted;
        expect([wrongValue, wrongName]).toBeDefined();
        return next;
      },
    });
  });

  it("keeps the payload type through createAny", () => {
    defineProcessor({
      type: "pass",
      stability: {},
      config,
      createAny: (_settings, _config, next) => new Pass(next),
    });
  });

  it("asks exporters for their traits", () => {
    // @ts-expect-error traits are missing
    defineExporter({ type: "x", stability: {}, config, create: () => ({}) });
    expect(
      isFactory(
        defineExporter({
          type: "x",
          stability: {},
          config,
          traits: () => ({ acknowledges: "pull" }),
          create: () => ({}),
        }),
      ),
    ).toBe(true);
  });

  it("types what an extension provides by the capability", () => {
    const clock = capability<{ tick(): number }>("test.clock/1");
    provide(clock, { tick: () => 1 });
    // @ts-expect-error not what the capability promises
    provide(clock, { tock: () => 1 });
    expect(
      isFactory(
        defineExtension({
          type: "clock",
          stability: { extension: "alpha" },
          config,
          provides: [clock],
          create: () => ({ provided: [] }),
        }),
      ),
    ).toBe(true);
  });

  it("tells the decoded type of a configuration", () => {
    expectTypeOf<ConfigOf<typeof config>>().toEqualTypeOf<GreetingConfig>();
  });
});

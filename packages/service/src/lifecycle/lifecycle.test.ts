import { capability } from "@genai-collector/component";
import { extensionId, map, optional } from "@genai-collector/config/schema";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { configuration, type GraphDescription } from "../../test/configure.ts";
import { FakeComponents } from "../../test/fake-components.ts";
import type { Lists } from "../../test/rule-graph.ts";
import { ServiceHarness } from "../../test/service-harness.ts";

/** Which of a pool of names stand in each of up to five pipelines of traces; connectors lead to later ones only. */
const pipelines = fc.integer({ min: 1, max: 5 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, index) =>
      fc.record({
        receivers: fc.subarray(["r1", "r2", "r3"], { minLength: 1 }),
        processors: fc.shuffledSubarray(["p1", "p2", "p3"]),
        exporters: fc.subarray(["e1", "e2"], { minLength: 1 }),
        feeds: fc.subarray(Array.from({ length: count - index - 1 }, (_, more) => index + 1 + more)),
      }),
    ),
  ),
);

type Drawn = typeof pipelines extends fc.Arbitrary<infer T> ? T : never;

function describeGraph(fake: FakeComponents, drawn: Drawn): GraphDescription {
  const joints = drawn.flatMap(({ feeds }, from) => feeds.map((to) => ({ id: `c/${from}-${to}`, from, to })));
  const named = <F>(ids: readonly string[], make: () => F): Record<string, F> =>
    Object.fromEntries(ids.map((id) => [id, make()]));
  const lists = drawn.map(({ receivers, processors, exporters }, index): [string, Lists] => [
    `traces/${index}`,
    [
      [...receivers, ...joints.filter(({ to }) => to === index).map(({ id }) => id)],
      processors,
      [...exporters, ...joints.filter(({ from }) => from === index).map(({ id }) => id)],
    ],
  ]);
  return {
    receivers: named(["r1", "r2", "r3"], () => fake.receiver()),
    processors: named(["p1", "p2", "p3"], () => fake.processor({ guards: true })),
    exporters: named(["e1", "e2"], () => fake.exporter()),
    connectors: named(
      joints.map(({ id }) => id),
      () => fake.connector(),
    ),
    extensions: { x: fake.extension() },
    pipelines: Object.fromEntries(lists),
  };
}

/** Pairs of components of which the first hands data to the second. */
function handovers({ pipelines, connectors = {} }: GraphDescription): readonly (readonly [string, string])[] {
  return Object.entries(pipelines).flatMap(([id, [receivers, processors, exporters]]) => {
    const sources = receivers.map((name) => (name in connectors ? `connector ${name}` : `receiver ${name}`));
    const sinks = exporters.map((name) => (name in connectors ? `connector ${name}` : `exporter ${name}`));
    const stations = [sources, ...processors.map((name) => [`processor ${name} in ${id}`]), sinks];
    return stations
      .slice(1)
      .flatMap((next, index) => stations[index]!.flatMap((a) => next.map((b) => [a, b] as const)));
  });
}

it("any valid graph starts against the flow and stops with it", async () => {
  await fc.assert(
    fc.asyncProperty(pipelines, async (drawn) => {
      const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
      const description = describeGraph(fake, drawn);
      const service = await harness.create(configuration(description));
      await harness.run(service.start());
      const started = new Map(fake.events.splice(0).map((event, index) => [event.slice("start ".length), index]));
      await harness.run(service.shutdown());
      const stopped = new Map(fake.events.map((event, index) => [event.slice("stop ".length), index]));
      expect([...stopped.keys()].toSorted()).toEqual([...started.keys()].toSorted());
      for (const [from, to] of handovers(description)) {
        expect(started.get(to), `${to} starts before ${from}`).toBeLessThan(started.get(from)!);
        expect(stopped.get(from), `${from} stops before ${to}`).toBeLessThan(stopped.get(to)!);
      }
      const receivers = [...started.keys()].filter((name) => name.startsWith("receiver"));
      expect([...started.keys()].slice(-receivers.length)).toEqual(receivers);
      expect([started.get("extension x"), stopped.get("extension x")]).toEqual([0, stopped.size - 1]);
    }),
    { numRuns: 60 },
  );
});

it("extension a depends on b: b starts first, stops last", async () => {
  const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
  const needs = extensionId(capability<object>("test.store/1"), { doc: "Where it is kept." });
  const needing = fake.extension([], map({ needs: optional(needs) }));
  const service = await harness.create(
    configuration({
      receivers: { r1: fake.receiver() },
      processors: { p1: fake.processor({ guards: true }) },
      exporters: { e1: fake.exporter() },
      extensions: { a: needing, b: needing },
      pipelines: { traces: [["r1"], ["p1"], ["e1"]] },
      configs: { a: { needs: "b" } },
    }),
  );
  await harness.run(service.start());
  await harness.run(service.shutdown());
  expect(fake.events.filter((event) => event.includes("extension"))).toEqual([
    "start extension b",
    "start extension a",
    "stop extension a",
    "stop extension b",
  ]);
});

it("a failing start at any component leaves nothing running", async () => {
  await fc.assert(
    fc.asyncProperty(pipelines, fc.nat(), async (drawn, which) => {
      const names = [...new Set(handovers(describeGraph(new FakeComponents(), drawn)).flat()), "extension x"];
      const culprit = names[which % names.length]!;
      const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
      fake.faults = { start: new Set([culprit]) };
      const service = await harness.create(configuration(describeGraph(fake, drawn)));
      await expect(harness.run(service.start())).rejects.toThrow("cannot start");
      expect(fake.running, culprit).toEqual(new Set());
      expect(fake.events.filter((event) => event.startsWith("start")).at(-1)).toBe(`start ${culprit}`);
      expect(harness.runtime.leaks()).toEqual([]);
      expect(service.status().state).toBe("stopped");
    }),
    { numRuns: 60 },
  );
});

it("one slow stage costs its own pipeline time, not the others", async () => {
  const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
  fake.faults = { hang: new Set(["processor p1 in traces/slow"]) };
  const service = await harness.create(
    configuration({
      receivers: { r1: fake.receiver() },
      processors: { p1: fake.processor({ guards: true }) },
      exporters: { e1: fake.exporter() },
      pipelines: { "traces/slow": [["r1"], ["p1"], ["e1"]], "traces/quick": [["r1"], ["p1"], ["e1"]] },
    }),
  );
  await harness.run(service.start());
  const stopping = service.shutdown().catch((error: unknown) => error);
  await harness.world.advance(1);
  expect(fake.events.at(-1)).toBe("stop processor p1 in traces/quick");
  await harness.run(stopping);
  expect(fake.running.size).toBe(0);
});

import { VirtualRuntime } from "@genai-collector/testkit";
import { plantedTexts } from "@genai-collector/simulator";
import { describe, expect, it } from "vitest";
import { checkpointPath } from "../src/configuration.ts";
import { Simulation } from "../src/simulate.ts";
import type { Story } from "../src/story.ts";
import type { Violation } from "../src/violations.ts";

const minute = 60_000;
const hour = 60 * minute;
const quiet: Story = { setup: {}, platformAheadMs: 0, skewMs: 0, troubles: [] };

/** Two hours in peace, in which something is broken on purpose; which promises were found broken. */
async function brokenBy(
  sabotage: (simulation: Simulation) => Promise<void> | void,
  setup = {},
): Promise<ReadonlySet<Violation["promise"]>> {
  const simulation = await Simulation.open({ seed: 3, hours: 2, story: quiet, setup });
  for (const sink of simulation.sinks) sink.calm();
  await simulation.start();
  await simulation.until(simulation.world.now + hour);
  await sabotage(simulation);
  await simulation.until(simulation.world.now + hour);
  return new Set(simulation.judge().violations.map(({ promise }) => promise));
}

describe("a simulation finds", () => {
  it("nothing where nothing is broken", async () => {
    expect(await brokenBy(() => undefined)).toEqual(new Set());
  });

  it("what a sink lost", async () => {
    const lose = ({ sinks: [sink] }: Simulation): void => void sink!.points.delete([...sink!.points.keys()][5]!);
    expect(await brokenBy(lose)).toEqual(new Set(["nothing is lost"]));
  });

  it("a value that is not the platform's", async () => {
    const falsify = ({ sinks: [sink] }: Simulation): void => {
      const [key, stored] = [...sink!.points][5]!;
      sink!.points.set(key, { ...stored, value: stored.value + 1 });
    };
    expect(await brokenBy(falsify)).toEqual(new Set(["nothing is wrong"]));
  });

  it("a series that the platform does not have", async () => {
    const invent = ({ sinks: [sink] }: Simulation): void => {
      const [key, stored] = [...sink!.points][5]!;
      sink!.points.set(`invented_${key}`, stored);
    };
    expect(await brokenBy(invent)).toEqual(new Set(["nothing is wrong"]));
  });

  it("a minute that came twice with two values: a checkpoint that was lost, and a late revision", async () => {
    const forget = async (simulation: Simulation): Promise<void> => {
      simulation.collector.kill();
      simulation.revise();
      simulation.world.disk.remove(checkpointPath);
      await simulation.start();
    };
    expect(await brokenBy(forget)).toContain("nothing is counted twice");
  });

  it("buckets that a settle of two seconds lets through too soon", async () => {
    const simulation = await Simulation.open({ seed: 3, hours: 2, story: quiet, setup: { settle: "2s" } });
    for (const sink of simulation.sinks) sink.settlesMs = 10 * minute;
    await simulation.play();
    const promises = new Set(simulation.judge().violations.map(({ promise }) => promise));
    expect(promises).toContain("nothing unsettled");
    expect(promises).toContain("nothing is wrong");
  });

  it("content that reached a sink", async () => {
    const leak = async ({ world, sinks: [sink] }: Simulation): Promise<void> => {
      const http = new VirtualRuntime(world).http.open({});
      const body = [new Uint8Array([0x12, plantedTexts[0]!.length, ...Buffer.from(plantedTexts[0]!)])];
      const signal = new AbortController().signal;
      await world.until(
        http.request({ method: "POST", url: `https://${sink!.name}.example/v1/metrics`, headers: {}, body, signal }),
      );
      await http.close();
    };
    expect(await brokenBy(leak)).toEqual(new Set(["content-free"]));
  });

  it("a collector that stays behind", async () => {
    const silence = ({ sinks: [sink] }: Simulation): void => sink!.outage("503", 10 * hour);
    expect(await brokenBy(silence)).toEqual(new Set(["up to date"]));
  });

  it("a collector that is not there", async () => {
    const simulation = await Simulation.open({ seed: 3, hours: 1, story: quiet });
    await simulation.play();
    simulation.collector.kill();
    expect(simulation.judge().violations).toEqual([expect.objectContaining({ promise: "alive" })]);
  });
});

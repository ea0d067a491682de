import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hunt } from "../src/hunt.ts";
import { isNamed, plantedBugs } from "../src/planted-bug.ts";
import { Workshop } from "../src/workshop.ts";

let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.close());

describe("the simulation finds within two minutes that", () => {
  it.each(plantedBugs().map((bug) => [bug.title, bug] as const))(
    "%s",
    async (_title, bug) => {
      workshop.plant(bug);
      const { found, output } = await hunt(workshop.folder, bug.seed, 120);
      workshop.mend(bug);
      expect(found, output).toBeDefined();
      expect([found, isNamed(bug, found!)]).toEqual([found, true]);
    },
    150_000,
  );
});

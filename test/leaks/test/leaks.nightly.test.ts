import { expect, it } from "vitest";
import { expectNoLeaks } from "../src/expect-no-leaks.ts";

/** A new one each day, unless one is given to see a night again. */
const first = Number(process.env["LEAKS_SEED"] ?? Math.floor(Date.now() / 86_400_000) * 1_000);
const worlds = 400;

it(
  `nothing leaves over a million mutations, in ${worlds} worlds from ${first} on`,
  { timeout: 14_400_000 },
  async () => {
    let applied = 0;
    for (let index = 0; index < worlds; index++) {
      const result = await expectNoLeaks({ seed: first + index, minutes: 30, answerShare: (index % 10) / 10 });
      applied += result.applied.size;
    }
    expect(applied).toBeGreaterThan(1_000_000);
  },
);

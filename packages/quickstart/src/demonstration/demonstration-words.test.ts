import { expect, it } from "vitest";
import { accountSummary, demonstrationSteps } from "./demonstration-words.ts";

const account = { expected: 9, delivered: 8, missing: 1, duplicated: 2, wrong: 3, resent: 4 };

it("a reconciliation has a row for each loop, and says what is wrong first", () => {
  const text = accountSummary([{ loop: "portkey groups", ...account, examples: ["missing: x"] }], ["SECRET"]);
  expect(text).toMatch(/^ {2}loop +expected +delivered +missing +duplicated +wrong +sent again$/m);
  expect(text).toMatch(/^ {2}portkey groups +9 +8 +1 +2 +3 +4$/m);
  expect(text).toMatch(/^ {2}leaked 1 /m);
  expect(text).toContain("  portkey groups missing: x\n  leaked: SECRET");
});

it("the next steps name what the real platforms need", () => {
  const text = demonstrationSteps(["my.yaml"], ["A_KEY", "B_KEY"], "d/overlay.yaml", "d/collector.log");
  expect(text).toContain("A_KEY=… B_KEY=… OTLP_ENDPOINT=http://localhost:4318 npm start -- --config my.yaml");
  expect(text).toMatch(/d\/overlay\.yaml\n.*d\/collector\.log$/);
});

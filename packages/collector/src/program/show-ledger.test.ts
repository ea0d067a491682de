import { VirtualRuntime, World } from "@genai-collector/testkit";
import { expect, it } from "vitest";
import { showLedger } from "./show-ledger.ts";

const endpoint = "http://localhost:55679";
const ledger = { at: 0, isBalanced: true, pipelines: [], accounts: [], lanes: [] };
const term = { fate: "in", items: 1 };
const account = { kind: "exporter", component: "sink", signal: "logs", terms: [term], difference: 0 };

/** A ledger with an exporter behind a pipeline. */
function withExporter(exporter: Partial<typeof account>): object {
  const whole = { ...account, ...exporter };
  const fates = [{ component: whole.component, fate: "out", items: 1 }];
  const answers = { accepted: 1, refused: 0, waiting: 0 };
  return { ...ledger, pipelines: [{ pipeline: "logs", signal: "logs", in: 1, answers, fates }], accounts: [whole] };
}

async function show(answer: object) {
  const world = new World();
  world.route(endpoint, () => ({ body: JSON.stringify(answer) }));
  let text = "";
  const outcome = await world.until(
    showLedger(endpoint, new VirtualRuntime(world), (more) => (text += more)).catch((error: unknown) => error),
  );
  return { outcome, text };
}

it.each([
  [true, 0, "Every item is accounted for."],
  [false, 1, "The ledger does NOT balance."],
])("a ledger of which isBalanced is %s ends with %i", async (isBalanced, code, verdict) => {
  const { outcome, text } = await show({ ...ledger, isBalanced });
  expect(outcome).toBe(code);
  expect(text).toContain(verdict);
});

it("what a later version tells is shown in its own words", async () => {
  const { outcome, text } = await show(withExporter({ terms: [{ ...term, fate: "frozen" }] }));
  expect(outcome).toBe(0);
  expect(text).toContain("frozen");
});

it("what answers cannot write to the terminal as it likes", async () => {
  const { text } = await show(withExporter({ component: "a\u001b[2J\u0007\u009bb" }));
  expect(text).toContain("exporter a?[2J??b");
});

it.each([
  { ...ledger, accounts: [{}] },
  withExporter({ terms: [5 as unknown as typeof term] }),
  { ...ledger, lanes: [{ receiver: "portkey" }] },
  { ...ledger, pipelines: [null] },
  { ...ledger, lives: 5 },
])("a ledger of another shape is told as that: %j", async (answer) => {
  const { outcome, text } = await show(answer);
  expect(outcome).toMatchObject({ code: "LEDGER_ANSWER", message: expect.stringContaining("localhost:55679") });
  expect(text).toBe("");
});

import { expect, it } from "vitest";
import { accountFaults } from "./account-faults.ts";

const begun =
  "2026-01-01T00:00:00.000Z\tinfo\tStarting genai-collector...\n" +
  "2026-01-01T00:00:01.000Z\tinfo\tEverything is ready. Begin running and processing data.\n";

const ended = (items: object): string => `${begun}2026\tinfo\tShutdown complete.\t${JSON.stringify({ items })}\n`;

it.each([
  ["a line that adds up", ended({ in: 5, refused: 1, sent: 3, returned: 1, dropped: 1, imbalances: 0 })],
  ["fan-outs and connectors", ended({ in: 10, refused: 0, copied: 5, to_connectors: 5, sent: 10, imbalances: 0 })],
  ["queues on disk", ended({ in: 4, restored: 3, made: 1, refused: 0, sent: 5, on_disk: 2, held: 1, imbalances: 0 })],
  [
    "a log in JSON",
    `{"msg":"Starting genai-collector..."}\n{"level":"info","msg":"Shutdown complete.","items":{"in":0,"refused":0,"imbalances":0}}\n`,
  ],
  ["another program", "Everything is ready. Begin running and processing data.\nShutdown complete.\n"],
  ["one that was to show something and end", "Error: at least one config flag must be provided"],
])("takes %s", (_name, stderr) => {
  expect(accountFaults({ stderr, code: 0 })).toEqual([]);
});

it.each([
  ["items that came and went nowhere", ended({ in: 5, refused: 0, sent: 4, imbalances: 0 }), /differ by 1:/],
  ["items from nowhere", ended({ in: 5, refused: 0, sent: 5, dropped: 1, imbalances: 0 }), /differ by -1:/],
  ["imbalances", ended({ in: 1, refused: 0, sent: 1, imbalances: 1 }), /tells of imbalances/],
  ["a line without items", `${begun}Shutdown complete.\n`, /has no items/],
  ["a log without its last line", begun, /no line "Shutdown complete\."/],
  ["a term that is not in the sum", ended({ in: 0, refused: 0, lent: 3, imbalances: 0 }), /nobody knows, lent/],
  [
    "an imbalance while it ran",
    `${begun}\terror\tThe ledger does not balance.\t{"err":{"code":"LEDGER_IMBALANCE"}}\n${ended({ in: 0, refused: 0, imbalances: 0 })}`,
    /says so itself: .*LEDGER_IMBALANCE/,
  ],
])("finds %s", (_name, stderr, fault) => {
  expect(accountFaults({ stderr, code: 0 })).toEqual([expect.stringMatching(fault)]);
});

it("takes an imbalance of a component that is there to leak, and of no other", () => {
  const line = (component: string): string =>
    `\terror\tThe ledger does not balance.\t{"error":{"code":"LEDGER_IMBALANCE"},"component":"${component}"}\n`;
  const stderr = `${begun}${line("leaky")}${line("batch")}`;
  expect(accountFaults({ stderr, code: null, leaky: "leaky" })).toEqual([expect.stringContaining("batch")]);
});

it("asks nothing of the end of one that was killed", () => {
  expect(accountFaults({ stderr: begun, code: null })).toEqual([]);
});

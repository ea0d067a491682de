import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { itemsOver, LedgerLives, readPage } from "./ledger-lives.ts";

const folder = mkdtempSync(join(tmpdir(), "genai-collector-ledger-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Amounts = Readonly<Record<string, number>>;

const account = (kind: string, amounts: Amounts) => ({
  kind,
  component: "sink",
  signal: "logs",
  terms: Object.entries(amounts).map(([fate, items]) => ({ fate, items })),
});

const exporter = (amounts: Amounts) => [account("exporter", amounts)];

const first = { processes: 1, earlier: [], now: exporter({ in: 5, sent: 3, held: 2 }) };
const lost = exporter({ in: 5, sent: 3, lost_with_process: 2 });

/** What is found in pages that lie in the same place one after the other. */
function faultsIn(...pages: readonly unknown[]): readonly string[] {
  const [lives, path] = [new LedgerLives(), join(folder, "ledger.json")];
  return pages.flatMap((page) => {
    writeFileSync(path, `01234567 ${JSON.stringify(page)}\n`);
    return lives.ended(path).map((fault) => fault.slice(path.length + 2));
  });
}

it.each([
  ["one life", [first]],
  ["a life behind another", [first, { processes: 2, earlier: lost, now: exporter({ in: 1, sent: 1 }) }]],
  ["a life that wrote nothing", [first, first, { processes: 2, earlier: lost, now: [] }]],
  ["lives of a worker that nobody saw", [first, { processes: 4, earlier: exporter({ in: 9, sent: 9 }), now: [] }]],
  ["senders that heard more than was rejected", [{ ...first, now: [account("answers", { rejected: 3 })] }]],
])("takes %s", (_name, pages) => {
  expect(faultsIn(...pages)).toEqual([]);
});

it.each([
  ["an account that does not balance", [{ ...first, now: exporter({ in: 5, sent: 3 }) }], /exporter sink differs by 2/],
  [
    "a sender that did not hear",
    [{ ...first, now: [account("answers", { rejected_behind: 2 })] }],
    /answers sink differs by 2/,
  ],
  ["a life that forgets", [first, { processes: 2, earlier: [], now: [] }], /had 5 in in earlier lives, and now has 0/],
  ["a life that counts twice", [first, { processes: 2, earlier: [...lost, ...lost], now: [] }], /now has 10 of them/],
  ["a life that begins anew", [first, { ...first, processes: 0 }], /life 0 comes behind 1/],
  ["a past that changes", [first, { ...first, now: [] }], /a life that was over has changed/],
])("finds %s", (_name, pages, fault) => {
  expect(faultsIn(...pages)[0]).toMatch(fault);
});

it("reads the pages of all workers, sums over lives, and is silent where nothing was written", () => {
  const path = join(folder, "workers.json");
  const lives = new LedgerLives();
  expect([lives.ended(path), readPage(path)]).toEqual([[], undefined]);
  writeFileSync(`${path}.1`, `01234567 ${JSON.stringify({ ...first, now: exporter({ in: 1 }) })}\n`);
  writeFileSync(`${path}.lock`, "1");
  expect(lives.ended(path)).toEqual([expect.stringContaining(`${path}.1: the account of exporter sink`)]);
  writeFileSync(path, `01234567 ${JSON.stringify({ processes: 2, earlier: lost, now: first.now })}\n`);
  expect(itemsOver(readPage(path)!, "exporter", "sent")).toBe(6);
  writeFileSync(path, "01234567 {");
  expect(() => readPage(path)).toThrow(/is not whole/);
  expect(lives.ended(path)).toContainEqual(expect.stringContaining(`${path} is not whole`));
});

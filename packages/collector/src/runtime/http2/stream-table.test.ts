import { expect, it } from "vitest";
import { Exchange } from "./exchange.ts";
import { StreamTable } from "./stream-table.ts";

const owner = { peer: "", consumed: (): void => undefined };
const head = { method: "GET", url: "/", headers: {}, contentLength: undefined };

function tableOf(leap: number) {
  const table = new StreamTable();
  const all = Array.from({ length: 1_000 }, (_, at) => new Exchange(1 + at * leap, head, owner, 0, true, 0));
  for (const each of all) table.add(each);
  return { table, all };
}

it.each([2, 6, 4_096, 1_000_000])("streams are found by numbers that count up by %i, until they leave", (leap) => {
  const { table, all } = tableOf(leap);
  const ids = (exchanges: readonly Exchange[]): number[] => exchanges.map(({ id }) => id).toSorted((a, b) => a - b);
  expect(ids(table.values())).toEqual(ids(all));
  for (const [at, each] of all.entries()) {
    expect(table.get(each.id)).toBe(each);
    if (at % 3 > 0) table.delete(each);
  }
  expect(table.size).toBe(334);
  for (const [at, each] of all.entries()) expect(table.get(each.id)).toBe(at % 3 > 0 ? undefined : each);
  expect(ids(table.values())).toEqual(ids(all.filter((_, at) => at % 3 === 0)));
});

it("streams are found nearly as fast by numbers that a client picks as by those that count up", () => {
  const costOf = (leap: number): number => {
    const { table, all } = tableOf(leap);
    const before = process.cpuUsage();
    for (let time = 0; time < 200_000; time++) if (table.get(all[time % 10]!.id) === undefined) expect.unreachable();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  const least = (leap: number): number => Math.min(...[1, 2, 3].map(() => costOf(leap)));
  expect(least(4_096)).toBeLessThan(20 * least(2) + 20);
});

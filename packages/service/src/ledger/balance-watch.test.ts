import type { LaneBooks } from "@genai-collector/component";
import { takenAtOnce } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { FakePayload, pushed } from "../../test/fake-payload.ts";
import { MetricRegistry } from "../telemetry/metric-registry.ts";
import { prometheusPage } from "../telemetry/prometheus-page.ts";
import { BalanceWatch } from "./balance-watch.ts";
import { LedgerMetrics } from "./ledger-metrics.ts";
import { Ledger } from "./ledger.ts";
import { countedLink } from "./link-account.ts";

/** A processor between two links, that does nothing by itself. */
function setUp() {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  const ledger = new Ledger();
  const registry = new MetricRegistry("normal");
  const lines: { level: string; data: Record<string, unknown>; message: string }[] = [];
  const at = (level: string) => (data: object, message: string) =>
    void lines.push({ level, data: { ...data }, message });
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  const watch = new BalanceWatch({ ledger, metrics: new LedgerMetrics(registry, ledger), logger, runtime });
  const before = ledger.link("logs", "logs", "sample");
  const behind = ledger.link("logs", "logs", "sink");
  ledger.processor({ pipeline: "logs", signal: "logs", id: "sample", before, behind });
  ledger.head("logs", "logs", "sample");
  const taking = { consume: () => takenAtOnce };
  const give = (items: number) => void countedLink(taking, before).consume(new FakePayload("logs", items), pushed());
  const handOn = (items: number) => void countedLink(taking, behind).consume(new FakePayload("logs", items), pushed());
  const page = (): string[] =>
    prometheusPage(registry.snapshot(), new Map())
      .split("\n")
      .filter((line) => line.startsWith("otelcol_ledger"));
  const books = ledger.books({ kind: "processor", id: "sample", pipeline: "logs" });
  return { world, watch, ledger, lines, give, handOn, books, page };
}

describe("an imbalance", () => {
  it("is told as an error with its terms, once until it changes, and when it is over", async () => {
    const { world, watch, lines, give, handOn } = setUp();
    watch.start();
    give(5);
    handOn(3);
    await world.advance(9_999);
    expect(lines).toEqual([]);
    await world.advance(30_001);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: "error",
      message: "The ledger does not balance. This is a bug of the collector or a component.",
      data: {
        error: { code: "LEDGER_IMBALANCE" },
        account: "processor",
        component: "sample",
        pipeline: "logs",
        difference: 2,
        terms: ["in 5", "out 3"],
      },
    });
    give(1);
    await world.advance(10_000);
    expect(lines.slice(1)).toMatchObject([{ level: "error", data: { difference: 3 } }]);
    handOn(3);
    await world.advance(10_000);
    expect(lines.slice(2)).toMatchObject([{ level: "info", message: "The ledger balances again" }]);
    watch.stop();
    give(1);
    await world.advance(60_000);
    expect(lines).toHaveLength(3);
  });

  it("is measured, and back at 0 when it is over", async () => {
    const { world, watch, give, handOn, page } = setUp();
    give(5);
    handOn(3);
    await world.until(watch.check());
    const labels = 'account="processor",component="sample",pipeline="logs",signal="logs"';
    expect(page()).toContain(`otelcol_ledger_imbalance_items{${labels}} 2`);
    handOn(2);
    await world.until(watch.check());
    expect(page()).toContain(`otelcol_ledger_imbalance_items{${labels}} 0`);
  });

  it("that is over a turn of the event loop later is none", async () => {
    const { world, watch, lines, give, handOn } = setUp();
    give(5);
    const looked = watch.check();
    handOn(5);
    expect((await world.until(looked)).isBalanced).toBe(true);
    expect(lines).toEqual([]);
  });

  it("of a lane is told as well", async () => {
    const { world, watch, lines, books } = setUp();
    const amounts = { expected: 10, delivered: 5, skipped: { too_old: 1 }, pending: 4, unstorable: 0, revised: 0 };
    const lane: LaneBooks = {
      receiver: "portkey",
      loop: "analytics",
      pass: "",
      pipeline: "metrics",
      unit: "buckets",
      origin: 0,
      frontier: 6,
      now: 10,
      total: amounts,
      hours: [{ hour: 0, ...amounts }],
    };
    let off = 0;
    const end = books.lanes(() => [{ ...lane, hours: [{ hour: 0, ...amounts, pending: 4 - off }] }]);
    await world.until(watch.check());
    expect(lines).toEqual([]);
    off = 1;
    await world.until(watch.check());
    expect(lines).toMatchObject([{ level: "error", data: { account: "lane", loop: "analytics", difference: 1 } }]);
    end();
    expect((await world.until(watch.check())).lanes).toEqual([]);
  });
});

describe("every fate of items", () => {
  it("balances, and is a series", async () => {
    const { world, watch, give, handOn, books, page } = setUp();
    give(30);
    handOn(10);
    books.dropped("logs", 5, "content");
    books.returned("logs", 4, "memory");
    books.setAside("logs", 3, "unsettled");
    books.made("logs", 2, "again");
    let kept = 10;
    books.holds("logs", () => kept);
    expect((await world.until(watch.check())).isBalanced).toBe(true);
    const own = 'component="sample"';
    const tail = 'pipeline="logs",';
    expect(page()).toEqual([
      `otelcol_ledger_held_items{${own},fate="held",${tail}signal="logs"} 10`,
      `otelcol_ledger_items{${own},fate="dropped",${tail}reason="content",signal="logs"} 5`,
      `otelcol_ledger_items{${own},fate="in",${tail}signal="logs"} 30`,
      `otelcol_ledger_items{${own},fate="made",${tail}reason="again",signal="logs"} 2`,
      `otelcol_ledger_items{${own},fate="out",${tail}signal="logs"} 10`,
      `otelcol_ledger_items{${own},fate="returned",${tail}reason="memory",signal="logs"} 4`,
      `otelcol_ledger_items{${own},fate="set_aside",${tail}reason="unsettled",signal="logs"} 3`,
      `otelcol_ledger_items{fate="in",${tail}signal="logs"} 30`,
      `otelcol_ledger_items{fate="taken",${tail}signal="logs"} 30`,
    ]);
    kept = 9;
    expect(page()).toContain(`otelcol_ledger_held_items{${own},fate="held",${tail}signal="logs"} 9`);
    expect((await world.until(watch.check())).accounts.find(({ kind }) => kind === "processor")?.difference).toBe(1);
  });
});

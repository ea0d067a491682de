import { CollectorError, type CollectorView, type LedgerView } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { configuration, type GraphDescription } from "../../test/configure.ts";
import { FakeComponents } from "../../test/fake-components.ts";
import { FakePayload, pushed } from "../../test/fake-payload.ts";
import { gateway } from "../../test/gateway.ts";
import { ServiceHarness } from "../../test/service-harness.ts";
import { createService } from "../create-service.ts";
import type { WorkerPlace } from "../workers/worker-place.ts";

type Signal = "traces" | "logs";

async function started(describe: (fake: FakeComponents) => GraphDescription = gateway, place?: Partial<WorkerPlace>) {
  const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
  const options = harness.options(configuration(describe(fake)));
  const whole = place && { index: 0, count: 2, instanceId: "one", startedAt: 0, ...place };
  const service = await createService({ ...options, place: whole });
  await harness.run(service.start());
  const push = async (signal: Signal, items: number): Promise<void> => {
    const output = fake.outputs.get("receiver otlp")![signal]!;
    // How it ends is for the ledger to say.
    await output.consume(new FakePayload(signal, items) as never, pushed()).catch(() => undefined);
  };
  return { harness, fake, service, push };
}

const fates = ({ pipelines }: LedgerView): object =>
  Object.fromEntries(
    pipelines.map(({ pipeline, in: items, answers, fates: all }) => [
      pipeline,
      [
        `${items}: ${answers.accepted} ${answers.refused} ${answers.waiting}`,
        ...all.map(({ component, fate, reason, items: some }) => `${component} ${fate} ${reason ?? ""}${some}`),
      ],
    ]),
  );

const exporters = ({ accounts }: LedgerView): readonly string[] =>
  accounts
    .filter(({ kind }) => kind === "exporter")
    .map(({ component, signal, terms }) => {
      const texts = terms.map(({ fate, items }) => `${fate} ${items}`);
      return `${component} ${signal}: ${texts.join(", ")}`;
    });

describe("the ledger of a service", () => {
  it("follows items through fan-outs, connectors and exporters that pipelines share", async () => {
    const { harness, fake, service, push } = await started();
    await push("traces", 5);
    await push("logs", 2);
    const rejected = [{ items: 1, reason: "too_old" }];
    fake.failures.set("exporter sink", new CollectorError("SINK_PARTLY", "x", { kind: "gap", rejected }));
    await push("logs", 3);
    const view = service.ledger();
    expect(view.isBalanced).toBe(true);
    expect(fates(view)).toEqual({
      "traces/out": ["5: 5 0 0", "sink/2 sent 5"],
      // Its last component is a fan-out: what becomes of items there is in the accounts of exporters.
      traces: ["5: 5 0 0", "exporters out 5"],
      logs: ["5: 4 1 0", "sink sent 4", "sink returned 1"],
    });
    expect(exporters(view)).toEqual([
      "sink traces: in 5, sent 5",
      "sink logs: in 5, sent 4, returned 1",
      "sink/2 traces: in 5, sent 5",
    ]);
    await harness.run(service.shutdown());
    expect(harness.lines.at(-1)).toMatchObject({
      message: "Shutdown complete.",
      // 15 + 5 = 5 + 14 + 1
      data: { items: { in: 15, refused: 1, copied: 5, to_connectors: 5, sent: 14, returned: 1, imbalances: 0 } },
    });
  });

  it("shows an exporter that counts by itself what it tells", async () => {
    const { harness, fake, service, push } = await started((all) => ({
      ...gateway(all),
      exporters: { sink: all.countingExporter(), "sink/2": all.exporter(), unused: all.exporter() },
    }));
    const counters = fake.counters.get("exporter sink")!;
    await push("logs", 10);
    expect(service.ledger().isBalanced).toBe(false);
    expect(service.unbalanced()).toMatchObject([{ kind: "exporter", component: "sink", difference: 10 }]);
    counters.restored("logs", 4);
    counters.sent("logs", 5);
    counters.failed("logs", 3, new CollectorError("SINK_DOWN", "x", { kind: "retryable" }), 2);
    counters.enqueueFailed("logs", 1);
    counters.holds("logs", () => 2, "memory");
    counters.holds("logs", () => 3, "disk");
    const view = service.ledger();
    expect(view.isBalanced).toBe(true);
    expect(service.unbalanced()).toEqual([]);
    expect(exporters(view)).toContain(
      "sink logs: in 10, restored 4, sent 5, dropped 2, returned 1, returned 1, held 2, on_disk 3",
    );
    await harness.run(service.shutdown());
  });

  it("notices a processor that swallows errors, and says so at the end", async () => {
    const { harness, fake, service, push } = await started((all) => ({
      ...gateway(all),
      processors: {
        guard: all.processor({ guards: true }, (payload, context, next) =>
          next.consume(payload, context).catch(() => undefined),
        ),
        batch: all.processor(),
      },
    }));
    fake.failures.set("exporter sink", new CollectorError("SINK_DOWN", "x", { kind: "retryable" }));
    await push("logs", 7);
    expect(service.ledger().isBalanced).toBe(false);
    await harness.run(service.shutdown());
    const told = harness.lines.filter(({ level }) => level === "error");
    expect(told).toMatchObject([
      { data: { error: { code: "LEDGER_IMBALANCE" }, account: "answers", component: "guard", difference: 7 } },
    ]);
  });

  it("books for a component that throws what it did not hand on", async () => {
    const { harness, service, push } = await started((all) => ({
      ...gateway(all),
      processors: {
        guard: all.processor({ guards: true }, async () => {
          throw new TypeError("a bug");
        }),
        batch: all.processor(),
      },
    }));
    await push("logs", 7);
    const view = service.ledger();
    expect(view.isBalanced).toBe(true);
    expect(fates(view)).toMatchObject({ logs: ["7: 0 7 0", "guard returned bug7"] });
    await harness.run(service.shutdown());
  });

  it("is that of all workers, seen from the first", async () => {
    const other = await started(undefined, { index: 1 });
    await other.push("logs", 4);
    const { harness, fake, service, push } = await started(undefined, {
      readOtherLedgers: async () => [other.service.ledgerReading()],
    });
    await push("logs", 3);
    const { collector } = fake.hosts.get("receiver otlp")!;
    const all = await (collector as CollectorView).ledger!();
    expect(fates(all)).toMatchObject({ logs: ["7: 7 0 0", "sink sent 7"] });
    expect(fates(service.ledger())).toMatchObject({ logs: ["3: 3 0 0", "sink sent 3"] });
    await harness.run(service.shutdown());
    await other.harness.run(other.service.shutdown());
  });
});

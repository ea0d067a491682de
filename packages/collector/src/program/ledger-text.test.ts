import type { LedgerView } from "@genai-collector/component";
import { expect, it } from "vitest";
import { ledgerText } from "./ledger-text.ts";

const amounts = { expected: 90, delivered: 80, skipped: { too_old: 4 }, pending: 6, unstorable: 1, revised: 2 };
const view: LedgerView = {
  at: Date.UTC(2026, 0, 1),
  isBalanced: true,
  pipelines: [
    {
      pipeline: "logs/pushed",
      signal: "logs",
      in: 120,
      answers: { accepted: 100, refused: 10, waiting: 10 },
      fates: [
        { component: "guard", fate: "dropped", reason: "content", items: 10 },
        { component: "batch", fate: "held", items: 20 },
        { component: "otlp_http", fate: "out", items: 90 },
      ],
    },
  ],
  accounts: [
    {
      kind: "exporter",
      component: "otlp_http",
      signal: "logs",
      terms: [
        { fate: "in", items: 90 },
        { fate: "sent", items: 89 },
        { fate: "on_disk", items: 1 },
      ],
      difference: 0,
    },
  ],
  lanes: [
    {
      receiver: "portkey",
      loop: "analytics",
      pass: "",
      pipeline: "metrics",
      unit: "buckets",
      origin: Date.UTC(2026, 0, 1),
      frontier: undefined,
      now: Date.UTC(2026, 0, 1),
      total: amounts,
      hours: [],
      ranges: [{ reason: "too_old", from: Date.UTC(2026, 0, 1, 0, 5), to: Date.UTC(2026, 0, 1, 0, 9) }],
      difference: 0,
    },
  ],
};

it("tells what became of every item, in columns", () => {
  expect(ledgerText(view)).toMatchInlineSnapshot(`
    "Ledger of 2026-01-01T00:00:00.000Z

    logs/pushed                       in                                 120
      answered                        accepted 100, refused 10, waiting 10
      guard                           dropped (content)                   10
      batch                           held in memory                      20
      otlp_http                       handed on                           90

    exporter otlp_http, logs
                                      in                                  90
                                      sent                                89
                                      held on disk                         1

    lane portkey analytics → metrics  due, in buckets                     90
                                      from 2026-01-01T00:00:00.000Z, frontier unknown
                                      delivered                           80
                                      skipped (too_old)                    4
                                        2026-01-01T00:05:00.000Z to 2026-01-01T00:09:00.000Z (too_old)
                                      pending                              6
                                        of those, too old to be stored     1
                                      changed after they were delivered    2

    Every item is accounted for.
    "
  `);
});

it("tells lanes of time as people say it", () => {
  const spent = {
    ...amounts,
    expected: 90_012_000,
    delivered: 86_400_000,
    skipped: { too_old: 500 },
    pending: 3_611_500,
  };
  const lane = { ...view.lanes[0]!, unit: "ms" as const, total: { ...spent, unstorable: 0, revised: 0 } };
  const text = ledgerText({ ...view, lanes: [lane] });
  for (const line of [
    / due +1d 1h 12s\n/,
    / delivered +1d\n/,
    / skipped \(too_old\) +0\.5s\n/,
    / pending +1h 11\.5s\n/,
  ])
    expect(text).toMatch(line);
  expect(ledgerText({ ...view, lanes: [{ ...lane, total: { ...spent, pending: 0 } }] })).toMatch(/ pending +0s\n/);
});

it("tells of an exporter once: in its pipeline, where it serves that alone", () => {
  const [pipeline] = view.pipelines;
  const sent = { component: "otlp_http", fate: "sent", items: 90 } as const;
  const alone = { ...view, pipelines: [{ ...pipeline!, fates: [sent] }] };
  expect(ledgerText(alone)).not.toMatch(/exporter otlp_http/);
  const forked = { ...pipeline!, fates: [{ component: "exporters", fate: "out", items: 90 } as const] };
  expect(ledgerText({ ...view, pipelines: [forked] })).toMatch(/^exporter otlp_http, logs$/m);
});

it("says what does not balance, and over how many processes it sums", () => {
  const off = { ...view.accounts[0]!, difference: 3 };
  const text = ledgerText({ ...view, isBalanced: false, accounts: [off], lives: { processes: 4, accounts: [off] } });
  expect(text).toMatch(/does not balance: exporter otlp_http/);
  expect(text).toMatch(/differs by +3/);
  expect(text).toMatch(/over 4 processes: exporter otlp_http, logs/);
  expect(text).toMatch(/The ledger does NOT balance\.\n$/);
  expect(ledgerText({ ...view, lives: { processes: 1, accounts: view.accounts } })).not.toMatch(/over/);
});

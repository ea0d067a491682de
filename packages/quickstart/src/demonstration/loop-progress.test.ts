import { expect, it } from "vitest";
import { parsePage } from "../metrics-page.ts";
import { plainLine, progressTable } from "./demonstration-words.ts";
import { loopProgress } from "./loop-progress.ts";

const page = `
otelcol_receiver_langsmith_frontier{loop="runs"} 3600
otelcol_receiver_langsmith_frontier{loop="usage"} 7200
otelcol_receiver_langsmith_lag{loop="runs"} 29.6
otelcol_receiver_langsmith_polls{loop="runs"} 4
otelcol_receiver_langsmith_poll_failures{loop="runs",kind="retryable"} 1
otelcol_receiver_langsmith_delivery_failures{loop="runs",kind="retryable"} 2
`;
const sink = { requests: 5, refused: 1, bytes: 99, items: { a: 2, b: 3, other: 7 } };
const book = { loop: "runs", owns: (name: string) => name === "a" || name === "b", expected: async () => [] };
const loop = { receiver: "langsmith/eu", type: "langsmith", book };

it("a loop's figures come from its own metrics, and from what the sink has of it", () => {
  expect(loopProgress(loop, parsePage(page), sink)).toEqual({
    title: "langsmith/eu runs",
    frontier: 3_600_000,
    lagSeconds: 30,
    polls: 4,
    failures: 3,
    delivered: 5,
  });
});

it("while the collector does not answer, they are none but the sink's", () => {
  expect(loopProgress(loop, [], sink)).toMatchObject({ frontier: undefined, polls: 0, delivered: 5 });
});

it("are told in a row each, or all on one line", () => {
  const progress = loopProgress(loop, parsePage(page), sink);
  expect(progressTable([progress], sink).join("\n")).toContain(
    "langsmith/eu runs   01:00      30s   4       3        5",
  );
  expect(plainLine([progress], sink)).toBe(
    "delivered langsmith/eu runs 5 up to 01:00 · sink took 5 requests, refused 1",
  );
});

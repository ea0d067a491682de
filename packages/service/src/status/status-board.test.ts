import { expect, it } from "vitest";
import { StatusBoard } from "./status-board.ts";

it("a pipeline is as well as its worst component, and the collector as its worst pipeline or extension", () => {
  const board = new StatusBoard();
  const receiver = { id: "otlp", kind: "receiver", pipelines: ["traces", "logs"] } as const;
  const processor = { id: "batch", kind: "processor", pipelines: ["traces"] } as const;
  const extension = { id: "health_check", kind: "extension", pipelines: [] } as const;
  board.changed(receiver, { state: "ok" }, 1);
  board.changed(processor, { state: "recoverable_error", cause: new Error("x") }, 2);
  board.changed(extension, { state: "ok" }, 3);
  expect(board.status()).toEqual({
    state: "recoverable_error",
    pipelines: new Map([
      ["traces", "recoverable_error"],
      ["logs", "ok"],
    ]),
    components: [
      { ...receiver, state: "ok", since: 1 },
      { ...processor, state: "recoverable_error", since: 2, error: new Error("x") },
      { ...extension, state: "ok", since: 3 },
    ],
  });
  board.changed(extension, { state: "permanent_error" }, 4);
  board.changed(processor, { state: "ok" }, 5);
  expect([board.status().state, board.status().pipelines.get("traces")]).toEqual(["permanent_error", "ok"]);
});

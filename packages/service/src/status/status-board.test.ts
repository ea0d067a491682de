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
      { ...receiver, state: "ok", since: 1, error: undefined, parts: [] },
      { ...processor, state: "recoverable_error", since: 2, error: new Error("x"), parts: [] },
      { ...extension, state: "ok", since: 3, error: undefined, parts: [] },
    ],
  });
  board.changed(extension, { state: "permanent_error" }, 4);
  board.changed(processor, { state: "ok" }, 5);
  expect([board.status().state, board.status().pipelines.get("traces")]).toEqual(["permanent_error", "ok"]);
});

it("an instance that runs in several workers is as well as where it is worst", () => {
  const board = new StatusBoard();
  const exporter = { id: "otlp_http", kind: "exporter", pipelines: ["traces"] } as const;
  board.changed(exporter, { state: "ok" }, 1);
  expect(board.changed(exporter, { state: "recoverable_error", cause: new Error("down") }, 2, 1)).toMatchObject({
    state: "recoverable_error",
    since: 2,
  });
  expect(board.changed({ ...exporter, pipelines: ["traces", "logs"] }, { state: "ok" }, 3)).toMatchObject({
    state: "recoverable_error",
    pipelines: ["traces", "logs"],
  });
  expect(board.status().components).toHaveLength(1);
  expect(board.of(1)).toMatchObject([{ id: "otlp_http", state: "recoverable_error" }]);
  expect(board.changed(exporter, { state: "ok" }, 4, 1)).toMatchObject({ state: "ok", error: undefined });
  expect(board.of(2)).toEqual([]);
});

it("the parts of an instance are those of all workers, each as it is where it is worst", () => {
  const board = new StatusBoard();
  const receiver = { id: "otlp", kind: "receiver", pipelines: ["traces"] } as const;
  const [http, grpc] = [
    { name: "http", state: "ok", at: 1 },
    { name: "grpc", state: "ok", at: 2 },
  ] as const;
  const broken = { name: "grpc", state: "recoverable_error", error: "certificate", at: 3 } as const;
  board.changed(receiver, { state: "ok", parts: [grpc, http] }, 3);
  expect(board.changed(receiver, { state: "recoverable_error", parts: [broken] }, 4, 1).parts).toEqual([broken, http]);
  expect(board.changed(receiver, { state: "ok", parts: [grpc] }, 5, 1).parts).toEqual([grpc, http]);
});

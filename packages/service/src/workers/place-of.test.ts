import { expect, it } from "vitest";
import { placeOf } from "./place-of.ts";

const plan = {
  pinned: { pipelines: new Set(["metrics", "logs/polled"]), components: new Set(["portkey", "count"]) },
  perWorker: new Set(["file_storage"]),
};
const second = { index: 1, count: 4 };
const first = { index: 0, count: 4 };
const only = { index: 0, count: 1 };

it.each([
  ["a polling receiver", "receiver", "portkey", ["metrics"], only],
  ["a connector that counts", "connector", "count", ["traces", "metrics"], only],
  ["a processor of its pipeline", "processor", "settle", ["metrics"], only],
  ["an exporter of such pipelines alone", "exporter", "sink", ["metrics", "logs/polled"], only],
  ["an exporter that is called as a receiver is", "exporter", "portkey", ["traces"], first],
  ["an exporter of other pipelines too", "exporter", "sink", ["metrics", "traces"], first],
  ["a pushed receiver", "receiver", "otlp", ["traces"], first],
  ["an extension of the first worker", "extension", "health_check", [], only],
  ["an extension of every worker", "extension", "file_storage", [], first],
] as const)("%s (%s %s in %j) is told %j", (_what, kind, id, pipelines, expected) => {
  expect(placeOf(plan, first, { kind, id, pipelines })).toEqual(expected);
});

it("who runs in every worker is told which one", () => {
  expect(placeOf(plan, second, { kind: "receiver", id: "otlp", pipelines: ["traces"] })).toEqual(second);
});

it("without workers everybody is the only one", () => {
  expect(placeOf(plan, only, { kind: "receiver", id: "otlp", pipelines: ["traces"] })).toEqual(only);
});

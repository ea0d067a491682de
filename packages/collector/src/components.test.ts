import { expect, it } from "vitest";
import { builtinFactories } from "./components.ts";

const extensions = builtinFactories.filter((factory) => factory.kind === "extension");

/** With several workers: one that listens, shows the whole, or owns a file, is there once; what serves components is with them. */
const perWorker: Readonly<Record<string, boolean>> = {
  basicauth: true,
  bearertokenauth: true,
  dead_letter: true,
  dynamodb_checkpoint: false,
  dynamodb_leader_elector: false,
  file_checkpoint: false,
  file_storage: true,
  headers_setter: true,
  health_check: false,
  healthcheckv2: false,
  kubernetes_checkpoint: false,
  kubernetes_leader_elector: false,
  memory_limiter: true,
  oauth2client: true,
  zpages: false,
};

it("every extension is told to run in each worker, or in the first alone", () => {
  const found = extensions.map(({ type, traits }) => [type, traits?.({}).perWorker === true] as const);
  expect(Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))).toEqual(perWorker);
});

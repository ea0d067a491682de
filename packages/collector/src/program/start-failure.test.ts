import { load } from "@genai-collector/confmap";
import { StartError } from "@genai-collector/service";
import { expect, it } from "vitest";
import { locatedStartError } from "./start-failure.ts";

const text = "receivers:\n  otlp:\n    protocols:\n      http: {}\n";

async function located(error: unknown): Promise<unknown> {
  const read = await load(["a.yaml"], { env: {}, readFile: async () => new TextEncoder().encode(text) });
  if (!("tree" in read)) throw new Error("the text is good");
  return locatedStartError(read, error);
}

it("gives a component that did not start its place in the file", async () => {
  const cause = new StartError(
    'failed to start "otlp" receiver',
    ["receivers", "otlp"],
    new Error("the port is taken"),
  );
  const error = await located(cause);
  expect(error).toMatchObject({
    message: 'a.yaml:3:5: receivers::otlp: failed to start "otlp" receiver: the port is taken',
    cause,
  });
});

it("gives what is not written in the file the place of what is around it", async () => {
  const path = ["service", "telemetry", "metrics", "readers"];
  const error = await located(new StartError("cannot serve own metrics", path, new Error("the port is taken")));
  expect(error).toMatchObject({
    message: "a.yaml:1:1: service::telemetry::metrics::readers: cannot serve own metrics: the port is taken",
  });
});

it("leaves other errors as they are", async () => {
  const error = new Error("x");
  expect(await located(error)).toBe(error);
});

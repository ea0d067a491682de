import { expect, it } from "vitest";
import { FakePayload, pushed } from "../../test/fake-payload.ts";
import { outputsTo, PipelineHead } from "./pipeline-head.ts";

it("gives the pipelines of a signal together and one by one, and nothing for the others", async () => {
  const got: string[] = [];
  const heads = [
    new PipelineHead("traces/1", "traces"),
    new PipelineHead("logs", "logs"),
    new PipelineHead("traces/2", "traces"),
  ];
  for (const head of heads) head.bind({ consume: async () => void got.push(head.pipeline) });
  const outputs = outputsTo(heads);
  expect(outputs.metrics).toBeUndefined();
  expect(outputs.pipelines("metrics")).toEqual([]);
  await outputs.traces!.consume(new FakePayload("traces", 1) as never, pushed());
  expect(got).toEqual(["traces/1", "traces/2"]);
  const one = outputs.pipelines("traces");
  expect(one.map(({ pipeline }) => pipeline)).toEqual(["traces/1", "traces/2"]);
  await one[1]!.consume(new FakePayload("traces", 1) as never, pushed());
  expect(got).toEqual(["traces/1", "traces/2", "traces/2"]);
});

it("rejects what is consumed before the build is complete", async () => {
  const head = new PipelineHead("logs", "logs");
  await expect(head.consume(new FakePayload("logs", 1) as never, pushed())).rejects.toThrow(
    "pipeline logs is not built yet",
  );
});

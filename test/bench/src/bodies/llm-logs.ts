import type { LogRecord, LogsData } from "@genai-collector/pdata";
import { applicationResource } from "./application-resource.ts";
import { beginning, identifier, int, seededRandom, text } from "./seeded-values.ts";

/** Log records of an LLM application in one resource: five attributes, about 274 bytes a record. */
export function llmLogs(count: number, seed = 2): LogsData {
  const random = seededRandom(seed);
  const logRecords = Array.from({ length: count }, (_, index) => llmLog(index, random));
  return {
    resourceLogs: [{ resource: applicationResource(), scopeLogs: [{ scope: { name: "app" }, logRecords }] }],
  };
}

function llmLog(index: number, random: () => number): LogRecord {
  const time = beginning + BigInt(index) * 1_000_000n;
  const isError = random() < 0.02;
  return {
    timeUnixNano: time,
    observedTimeUnixNano: time + 1_000n,
    severityNumber: isError ? 17 : 9,
    severityText: isError ? "ERROR" : "INFO",
    body: { stringValue: `completion ${Math.floor(random() * 1e9)} finished: length` },
    attributes: [
      text("gen_ai.provider.name", "openai"),
      text("gen_ai.request.model", "gpt-4o-mini"),
      text("gen_ai.operation.name", "chat"),
      int("gen_ai.usage.output_tokens", Math.floor(random() * 2_000)),
      text("app.tenant", `tenant-${Math.floor(random() * 1e5)}`),
    ],
    flags: 1,
    traceId: identifier(16, index >> 3),
    spanId: identifier(8, index + 1),
  };
}

import type { Metrics } from "@genai-collector/component";
import { encodeJson } from "@genai-collector/pdata";
import type { MetricExporter } from "./metric-exporter.ts";

const utf8 = new TextDecoder();

/** Writes each export as one line of OTLP/JSON. */
export class ConsoleExporter implements MetricExporter {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  async export(metrics: Metrics): Promise<void> {
    this.#write(`${utf8.decode(encodeJson(metrics))}\n`);
  }

  async close(): Promise<void> {}
}

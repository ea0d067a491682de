import { CollectorError, type Metrics, type Runtime } from "@genai-collector/component";
import { openHttpClient, type GuardedClient } from "@genai-collector/config/http-client";
import type { TelemetryConfig } from "@genai-collector/confmap";
import type { MetricExporter } from "./metric-exporter.ts";

type Readers = TelemetryConfig["metrics"]["readers"];
/** `service::telemetry::metrics::readers::<n>::periodic::exporter::otlp`. */
export type OtlpPushConfig = NonNullable<NonNullable<Readers[number]["periodic"]>["exporter"]["otlp"]>;

/** Most that is read of an answer. */
const answerLimit = 65_536;

/** Sends each export as OTLP over HTTP. A 2xx is a success, whatever its body says. */
export class OtlpPush implements MetricExporter {
  readonly #runtime: Runtime;
  readonly #config: OtlpPushConfig;
  readonly #url: string;
  readonly #client: GuardedClient;

  constructor(runtime: Runtime, config: OtlpPushConfig, build: { readonly command: string; readonly version: string }) {
    this.#runtime = runtime;
    this.#config = config;
    this.#url = metricsUrl(config);
    const guard = {
      timeout: config.timeout,
      max_response_body_size: answerLimit,
      allow_hosts: [],
      // The operator names the destination, which is mostly a neighbour; metadata addresses stay refused.
      allow_private: true,
      user_agent: "",
    };
    const userAgent = `${build.command}/${build.version}`;
    this.#client = openHttpClient(runtime, guard, { userAgent, connections: 1 });
  }

  async export(metrics: Metrics, signal: AbortSignal): Promise<void> {
    const plain = metrics.encoded().map(({ bytes }) => bytes);
    const isZipped = this.#config.compression === "gzip";
    const body = isZipped ? [await this.#runtime.compress.compress("gzip", plain)] : plain;
    const headers = { ...this.#headers(), ...(isZipped ? { "content-encoding": "gzip" } : {}) };
    const { status, body: answer } = await this.#client.request({
      method: "POST",
      url: this.#url,
      headers,
      body,
      signal,
    });
    // Lets the connection be used again. What stands in the answer changes nothing.
    await answer.read(answerLimit).catch(() => undefined);
    if (status < 200 || status > 299) throw refused(status);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #headers(): Record<string, string> {
    const own = Object.entries(this.#config.headers).map(([name, value]) => [name, value.reveal()] as const);
    return { ...Object.fromEntries(own), "content-type": "application/x-protobuf" };
  }
}

/** The endpoint is a base, as in the OTLP exporter specification: the signal's path comes behind it. */
function metricsUrl({ endpoint, insecure }: OtlpPushConfig): string {
  const base = /^[a-z][a-z0-9+.-]*:\/\//i.test(endpoint) ? endpoint : `${insecure ? "http" : "https"}://${endpoint}`;
  return `${base.replace(/\/+$/, "")}/v1/metrics`;
}

function refused(status: number): CollectorError {
  const kind = status === 429 || status >= 500 ? "retryable" : "misconfigured";
  return new CollectorError("TELEMETRY_PUSH", `the destination answered HTTP ${status}`, { kind });
}

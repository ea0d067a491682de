import {
  isAborted,
  isCollectorError,
  rejectedItems,
  type BatchContext,
  type ClientInfo,
  type Consumer,
  type Outputs,
  type Payload,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { parseJsonRequest, parseRequest } from "@genai-collector/pdata";
import type { BodyFormat } from "./body-format.ts";
import type { OtlpReceiverConfig } from "./config.ts";
import type { PartialSuccess } from "./export-response.ts";
import { InFlight } from "./in-flight.ts";
import { RequestError } from "./request-error.ts";
import type { OtlpInstruments, RefusedStatus } from "./telemetry.ts";
import { Unpacker } from "./unpacker.ts";

/** What a handler of requests needs of the receiver's settings. */
export type IntakeSettings = Pick<
  Settings<OtlpInstruments>,
  "runtime" | "logger" | "worker" | "instruments" | "suspicion"
>;

/** The kinds of telemetry that OTLP carries. */
export const signals: readonly Signal[] = ["traces", "metrics", "logs"];

/** What both protocols share: the pipelines, the bound of memory, and how a request is read and told of. */
export class Intake {
  readonly settings: IntakeSettings;
  readonly inFlight: InFlight;
  readonly unpacker: Unpacker;
  readonly #acknowledge: BatchContext["acknowledge"];
  readonly #alwaysValidates: boolean;
  readonly #outputs: Outputs;

  constructor(settings: IntakeSettings, config: OtlpReceiverConfig, outputs: Outputs) {
    this.settings = settings;
    this.inFlight = new InFlight(Math.ceil(config.max_in_flight_bytes / settings.worker.count));
    this.unpacker = new Unpacker(settings.runtime.compress);
    this.#acknowledge = config.acknowledge;
    this.#alwaysValidates = config.validate === "full";
    this.#outputs = outputs;
  }

  /** Whether some pipeline takes the signal. */
  takes(signal: Signal): boolean {
    return this.#outputs[signal] !== undefined;
  }

  /** Throws a `WireError` where the bytes are not the request that they should be. */
  parse(signal: Signal, format: BodyFormat, bytes: Uint8Array, client: ClientInfo): Payload {
    if (format === "json") return parseJsonRequest(signal, bytes, { client });
    // Somebody's broken bytes have lately reached a sink: the door then looks as deep as the sink does.
    const isThorough = this.#alwaysValidates || this.settings.suspicion.isRaised;
    return parseRequest(signal, bytes, { client, validate: isThorough ? "full" : "shallow" });
  }

  /** Hands a payload to the pipelines of its signal, which `takes` it. */
  deliver(payload: Payload, signal: AbortSignal, client: ClientInfo): Promise<void> {
    const output: Consumer<Payload> = this.#outputs[payload.signal] as Consumer<never>;
    return output.consume(payload, { acknowledge: this.#acknowledge, signal, client });
  }

  /** Tells the log and the counters of a request that was not taken. */
  refused(status: RefusedStatus, error: unknown, signal: Signal | undefined): void {
    const { logger, instruments } = this.settings;
    instruments.refused_requests.record(1, { status });
    if (error === undefined) return;
    if (!isCollectorError(error) && !(error instanceof RequestError))
      logger.error({ err: error, signal }, "A request failed for a reason that is a bug");
    else if (!isAborted(error)) logger.debug({ err: error, signal }, "Refusing a request");
  }
}

/** What a sink will never take is told as a partial success: the client must not send it again. `items`: all there were. */
export function partialSuccess(error: unknown, items: number): PartialSuccess | undefined {
  if (!isCollectorError(error) || error.kind !== "gap") return undefined;
  return { rejected: rejectedItems(error, items), message: error.message };
}

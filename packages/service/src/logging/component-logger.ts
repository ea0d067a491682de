import type { ComponentId, Kind, LogData, Logger, PipelineId, Signal } from "@genai-collector/component";
import { safeLogData } from "./log-data.ts";
import type { LogSampler } from "./log-sampler.ts";

/** Who writes a line. */
export interface LogIdentity {
  readonly id: ComponentId;
  readonly kind: Kind;
  /** Absent where one instance serves several signals. */
  readonly signal?: Signal | undefined;
  /** Processors. */
  readonly pipeline?: PipelineId | undefined;
}

/** The logger of one component: otelcol's identity keys on every line, values made safe, equal lines sampled. */
export function componentLogger(base: Logger, identity: LogIdentity, sampler: LogSampler): Logger {
  const keys: LogData = {
    "otelcol.component.id": identity.id,
    "otelcol.component.kind": identity.kind,
    ...(identity.signal === undefined ? {} : { "otelcol.signal": identity.signal }),
    ...(identity.pipeline === undefined ? {} : { "otelcol.pipeline.id": identity.pipeline }),
  };
  return safeLogger(base, sampler, keys);
}

/** A logger whose values are made safe and whose equal lines are sampled; `keys` are on every line. */
export function safeLogger(base: Logger, sampler: LogSampler, keys: LogData = {}): Logger {
  const prefix = Object.values(keys).join("\u0000");
  const write =
    (level: keyof Logger) =>
    (data: LogData, message: string): void => {
      const suppressed = sampler.pass(`${prefix}\u0000${level}\u0000${message}`);
      if (suppressed === undefined) return;
      const told = suppressed > 0 ? { suppressed } : {};
      base[level]({ ...keys, ...safeLogData(data), ...told }, message);
    };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

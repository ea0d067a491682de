import type { Logger } from "@genai-collector/component";
import { destination, pino, stdTimeFunctions } from "pino";

/** `service.telemetry.logs`, as far as the writer of lines must know it. */
export interface LogSettings {
  readonly level: "debug" | "info" | "warn" | "error";
  /** `console`: time, level, sentence and fields, separated by tabs. `json`: one object a line. */
  readonly encoding: "console" | "json";
  /** `stdout`, `stderr`, or files. */
  readonly outputPaths: readonly string[];
  /** On every line. */
  readonly initialFields: Readonly<Record<string, unknown>>;
}

/** A logger with otelcol's keys (`level`, `ts`, `msg`), and how to empty its buffers before the process ends. */
export interface ProgramLogger extends Logger {
  flush(): void;
}

/** Opens the outputs; throws when a file among them cannot be opened. */
export function createLogger(settings: LogSettings): ProgramLogger {
  const outputs = settings.outputPaths.map(open);
  const write = (line: string): void => {
    const text = settings.encoding === "json" ? line : consoleLine(line);
    for (const output of outputs) output.write(text);
  };
  const logger = pino(
    {
      level: settings.level,
      messageKey: "msg",
      base: settings.initialFields,
      timestamp: () => stdTimeFunctions.isoTime().replace('"time"', '"ts"'),
      formatters: { level: (label) => ({ level: label }) },
      // What an error may show is chosen before it comes here; pino's own serializer would show all of it.
      serializers: { err: (value: unknown) => value },
    },
    { write },
  );
  return {
    debug: (data, message) => logger.debug(data, message),
    info: (data, message) => logger.info(data, message),
    warn: (data, message) => logger.warn(data, message),
    error: (data, message) => logger.error(data, message),
    flush: () => {
      for (const output of outputs) output.flushSync();
    },
  };
}

function open(path: string) {
  if (path === "stdout") return destination({ dest: 1, sync: true });
  if (path === "stderr") return destination({ dest: 2, sync: true });
  return destination({ dest: path, sync: true, append: true, mkdir: true, mode: 0o600 });
}

/** `ts<tab>level<tab>msg<tab>{fields}`, as otelcol's console encoding; the fields are left out where there are none. */
function consoleLine(line: string): string {
  const { ts, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const parts = [ts, level, msg].map(String);
  if (Object.keys(fields).length > 0) parts.push(JSON.stringify(fields));
  return `${parts.join("\t")}\n`;
}

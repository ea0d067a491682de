import type { LogData, Logger } from "@genai-collector/component";
import { pino, stdTimeFunctions } from "pino";
import { LogOutput } from "./log-output.ts";

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

/** Opens the outputs; throws when a file among them cannot be opened. `complain` is told when one fails later. */
export function createLogger(
  settings: LogSettings,
  complain: (text: string) => void = (text) => void process.stderr.write(text),
): ProgramLogger {
  const outputs = settings.outputPaths.map((path) => new LogOutput(path, complain));
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
    debug: (data, message) => logger.debug(withoutOwnKeys(data), message),
    info: (data, message) => logger.info(withoutOwnKeys(data), message),
    warn: (data, message) => logger.warn(withoutOwnKeys(data), message),
    error: (data, message) => logger.error(withoutOwnKeys(data), message),
    flush: () => {
      for (const output of outputs) output.flush();
    },
  };
}

const ownKeys = ["level", "ts", "msg"] as const;

/** A field that is called like one of the line's own would stand there twice: it gets an underscore. */
function withoutOwnKeys(data: LogData): LogData {
  if (!ownKeys.some((key) => key in data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [ownKeys.some((own) => own === key) ? `${key}_` : key, value]),
  );
}

/** `ts<tab>level<tab>msg<tab>{fields}`, as otelcol's console encoding; the fields are left out where there are none. */
function consoleLine(line: string): string {
  const { ts, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  // Lines of a block begin with a tab: what is quoted there cannot pass for a line of its own, which begins with a time.
  const block = String(msg).split("\n").map(withoutControls).join("\n\t");
  const parts = [String(ts), String(level), block];
  if (Object.keys(fields).length > 0) parts.push(withoutControls(JSON.stringify(fields)));
  return `${parts.join("\t")}\n`;
}

/** Controls are written as in JSON, and so are those beyond ASCII, which a terminal obeys as well. */
function withoutControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (control) => {
    const escaped = JSON.stringify(control).slice(1, -1);
    return escaped === control ? `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}` : escaped;
  });
}

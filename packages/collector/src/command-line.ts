import { parseArgs } from "node:util";

/** What the user asked for. */
export type Command =
  | ({ readonly name: "run" | "validate" } & Locations)
  | ({
      readonly name: "print-config";
      readonly mode: "redacted" | "unredacted";
      readonly format: "yaml" | "json";
    } & Locations)
  | ({ readonly name: "components" } & Locations)
  | ReplayCommand
  | { readonly name: "ledger"; readonly endpoint: string }
  | { readonly name: "version" }
  | { readonly name: "help" };

/** Sends dead letters again. */
export interface ReplayCommand extends Locations {
  readonly name: "replay";
  /** Only its letters; those of all when absent. */
  readonly exporter?: string | undefined;
  /** Where the letters are, if not where the configuration says. */
  readonly from?: string | undefined;
  /** Says what is there, and sends nothing. */
  readonly dryRun: boolean;
  /** Also through pipelines that take no content out. */
  readonly withoutGuard: boolean;
}

/** Where the configuration comes from, and what is put over it. */
export interface Locations {
  /** Files, merged in order. */
  readonly config: readonly string[];
  /** `path=value`, put over the files in order. */
  readonly set: readonly string[];
  /** Folders with third-party component packages. */
  readonly components: readonly string[];
}

/** A command line that makes no sense; the message says why. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

const commands = [
  "validate",
  "print-config",
  "print-initial-config",
  "components",
  "replay",
  "ledger",
  "help",
] as const;

/** Where zpages listen unless they are told otherwise. */
const zpagesEndpoint = "http://localhost:55679";

/**
 * Reads the arguments, the program's name left out. Flags are otelcol's: `--config` and `--set` may stand several
 * times, before or after the command. Throws a `UsageError`.
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help === true) return { name: "help" };
  if (values.version === true) return { name: "version" };
  const [name, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`unexpected argument "${rest[0]}"`);
  if (name !== undefined && !isCommand(name)) throw new UsageError(`unknown command "${name}"${suggestion(name)}`);
  if (name === "help") return { name: "help" };
  if (name === "ledger") return { name, endpoint: values.endpoint ?? zpagesEndpoint };
  const locations: Locations = {
    config: notEmpty("config", values.config ?? []),
    set: values.set ?? [],
    components: notEmpty("components", values.components ?? []),
  };
  if (name === "components") return { name, ...locations };
  if (locations.config.length === 0 && locations.set.length === 0) {
    throw new UsageError("at least one config flag must be provided, for example --config configs/quickstart.yaml");
  }
  if (name === undefined || name === "validate") return { name: name ?? "run", ...locations };
  if (name === "replay") return { ...replayOptions(values), ...locations };
  return {
    name: "print-config",
    mode: oneOf("mode", values.mode ?? "redacted", ["redacted", "unredacted"]),
    format: oneOf("format", values.format ?? "yaml", ["yaml", "json"]),
    ...locations,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: "string", multiple: true },
        set: { type: "string", multiple: true },
        components: { type: "string", multiple: true },
        exporter: { type: "string" },
        from: { type: "string" },
        "dry-run": { type: "boolean" },
        "without-guard": { type: "boolean" },
        mode: { type: "string" },
        format: { type: "string" },
        endpoint: { type: "string" },
        version: { type: "boolean", short: "v" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    // parseArgs adds advice for programmers after its first sentence.
    throw new UsageError((error as Error).message.split(". ", 1)[0]!.replace(/^Unknown option/, "unknown flag"));
  }
}

function replayOptions(values: ReturnType<typeof parse>["values"]): Omit<ReplayCommand, keyof Locations> {
  const { exporter, from } = values;
  if (exporter === "") throw new UsageError("--exporter needs the ID of an exporter, found an empty text");
  notEmpty("from", from === undefined ? [] : [from]);
  const [dryRun, withoutGuard] = [values["dry-run"] === true, values["without-guard"] === true];
  return { name: "replay", exporter, from, dryRun, withoutGuard };
}

/** An empty value is what a shell makes of a variable that is not set. */
function notEmpty(flag: string, values: readonly string[]): readonly string[] {
  if (values.includes("")) throw new UsageError(`--${flag} needs a path, found an empty text`);
  return values;
}

function isCommand(name: string): name is (typeof commands)[number] {
  return (commands as readonly string[]).includes(name);
}

function suggestion(name: string): string {
  const close = commands.find((command) => command.startsWith(name.slice(0, 3)));
  return close === undefined ? `; commands are ${commands.join(", ")}` : `; did you mean "${close}"?`;
}

function oneOf<const V extends string>(flag: string, value: string, values: readonly V[]): V {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`--${flag} must be ${values.join(" or ")}, found "${value}"`);
  return found;
}

import type { ComponentId } from "@genai-collector/component";
import type { Configuration } from "@genai-collector/confmap";
import { deadLetterExtensionFactory, type DeadLetterConfig } from "@genai-collector/extension-dead-letter";
import { LetterReplay } from "@genai-collector/extension-dead-letter/replay";
import type { ReplayCommand } from "../../command-line.ts";
import type { ConfigurationLoader } from "../configuration-loader.ts";
import { loggerOf, type CollectorWorld } from "../run-collector.ts";
import { awaitStopSignal, type SignalSource } from "../stop-signal.ts";
import { ExporterReplay } from "./exporter-replay.ts";
import { formatSummary, ReplaySummary } from "./replay-summary.ts";
import { surveyLetters, type Survey } from "./survey-letters.ts";

/** Where a replay runs. */
export interface ReplayWorld extends CollectorWorld {
  readonly loader: ConfigurationLoader;
  readonly signals: SignalSource;
}

/**
 * Sends dead letters again, exporter by exporter, through the pipelines that they had come from. Resolves with the exit
 * code: 0 where nothing is left of what was asked for. Throws before anything is sent where the configuration does not
 * allow it.
 */
export async function runReplay(command: ReplayCommand, world: ReplayWorld): Promise<number> {
  const { configuration: loaded } = await world.loader.load(command);
  const configuration = { ...loaded, telemetry: { ...loaded.telemetry, logs: toStderr(loaded) } };
  checkExporter(configuration, command.exporter);
  const directories = directoriesOf(configuration, command.from);
  await checkDirectory(command.from, world);
  const summary = new ReplaySummary();
  const opened: LetterReplay[] = [];
  try {
    for (const directory of directories)
      opened.push(await LetterReplay.open(world.runtime.files, directory, command.dryRun ? "look" : "send"));
    const surveyed: Surveyed[] = [];
    for (const replay of opened) {
      const survey = await surveyLetters(replay, configuration, command.exporter, summary, command.dryRun);
      surveyed.push({ replay, survey });
    }
    if (!command.dryRun && !command.withoutGuard) refuseUnguarded(surveyed);
    if (!command.dryRun) await sendAll(surveyed, configuration, summary, world);
  } finally {
    for (const replay of opened) await closeReplay(replay, configuration);
  }
  world.writeConsole(formatSummary(summary, command.dryRun));
  return command.dryRun || summary.isClean ? 0 : 1;
}

/** What was taken is marked as such: that a file stays is no reason to fail. */
async function closeReplay(replay: LetterReplay, configuration: Configuration): Promise<void> {
  try {
    await replay.close();
  } catch (err) {
    const logger = loggerOf(configuration);
    logger.warn({ err }, "Cannot free the room of what was taken: the next replay does");
    logger.flush();
  }
}

/** The letters of one directory, and which way they will go. */
interface Surveyed {
  readonly replay: LetterReplay;
  readonly survey: Survey;
}

async function sendAll(
  surveyed: readonly Surveyed[],
  configuration: Configuration,
  summary: ReplaySummary,
  world: ReplayWorld,
): Promise<void> {
  const logger = loggerOf(configuration);
  const stop = new AbortController();
  const { stopped, forget } = awaitStopSignal(world.signals, logger);
  void stopped.then(() => stop.abort());
  try {
    for (const { replay, survey } of surveyed)
      for (const [exporter, pipelines] of survey.pipelines) {
        const exporterReplay = new ExporterReplay({ configuration, exporter, pipelines, summary, logger, world });
        await exporterReplay.run(replay, stop.signal);
      }
  } finally {
    forget();
    logger.flush();
  }
}

/** A replay may run beside the collector, whose log files are its own. */
function toStderr({ telemetry: { logs } }: Configuration): Configuration["telemetry"]["logs"] {
  return { ...logs, output_paths: ["stderr"] };
}

/** A collector that never kept a letter has no directory; one that is asked for is one that is there. */
async function checkDirectory(from: string | undefined, { runtime }: ReplayWorld): Promise<void> {
  if (from === undefined || (await runtime.files.stat(from))?.kind === "folder") return;
  throw new Error(`--from ${from}: no such directory`);
}

function checkExporter({ exporters }: Configuration, exporter: ComponentId | undefined): void {
  if (exporter === undefined || exporters.has(exporter)) return;
  throw new Error(
    `--exporter ${exporter}: no such exporter is configured; there are ${[...exporters.keys()].join(", ")}`,
  );
}

function directoriesOf({ extensions }: Configuration, from: string | undefined): readonly string[] {
  if (from !== undefined) return [from];
  const stores = [...extensions.values()].filter(({ factory }) => factory.type === deadLetterExtensionFactory.type);
  const directories = new Set(stores.map(({ config }) => (config as DeadLetterConfig).directory));
  if (directories.size > 0) return [...directories];
  throw new Error("no dead_letter extension is configured: say with --from DIR where the letters are");
}

/** Names all of them: what a sink gets again must have passed what takes content out, as it is configured now. */
function refuseUnguarded(surveyed: readonly Surveyed[]): void {
  const unguarded = new Set(surveyed.flatMap(({ survey }) => [...survey.unguarded]));
  if (unguarded.size === 0) return;
  throw new Error(
    `nothing was sent: no guard processor stands in ${[...unguarded].join(", ")}, so that what the letters hold would ` +
      "leave without being checked for content once more, by the rules of today. Put guard into the pipeline, name with " +
      "--exporter what has one, or give --without-guard where the letters may leave as they are",
  );
}

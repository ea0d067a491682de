/** What a process wrote in its log, and how it ended. */
export interface LoggedAccount {
  readonly stderr: string;
  /** Null: by a signal. */
  readonly code: number | null;
  /** A component that loses items because the test wants it to: that the log tells of it is as it should be. */
  readonly leaky?: string | undefined;
}

/** What the log says once every component has started. */
export const readyLine = "Everything is ready. Begin running and processing data.";

const firstLine = "Starting genai-collector";
const lastLine = "Shutdown complete.";

/** What comes in, by the names in the last line of the log. */
const incoming = ["in", "copied", "restored", "made"];
const outgoing = [
  "to_connectors",
  "sent",
  "dropped",
  "returned",
  "set_aside",
  "held",
  "on_disk",
  "lost_with_process",
  "left_on_disk",
];
/** Says of what was returned whether a sender heard of it. */
const asides = ["refused", "gave_up", "imbalances"];

type Items = Readonly<Record<string, number>>;

/**
 * What is wrong with the account that the log of a collector gives of its items: it says so itself, or its last line does
 * not add up. Empty: nothing, or it was no collector.
 */
export function accountFaults({ stderr, code, leaky }: LoggedAccount): readonly string[] {
  const lines = stderr.split("\n");
  const isMeant = (line: string): boolean => leaky !== undefined && line.includes(`"component":"${leaky}"`);
  const told = lines.filter((line) => line.includes("LEDGER_IMBALANCE") && !isMeant(line));
  // Other programs, whose tests stand beside these, end with the same words.
  const ends = stderr.includes(firstLine) ? lines.filter((line) => line.includes(lastLine)) : [];
  const isMissing = code === 0 && stderr.includes(firstLine) && stderr.includes(readyLine) && ends.length === 0;
  return [
    ...told.map((line) => `it says so itself: ${line}`),
    ...ends.flatMap(lineFaults),
    ...(isMissing ? [`it ran and ended with 0, and its log has no line "${lastLine}"`] : []),
  ];
}

function lineFaults(line: string): readonly string[] {
  const items = itemsOf(line);
  if (items === undefined) return [`its last line has no items: ${line}`];
  const unknown = Object.keys(items).filter((name) => ![...incoming, ...outgoing, ...asides].includes(name));
  const difference = sum(items, incoming) - sum(items, outgoing);
  return [
    ...(items["imbalances"] === 0 ? [] : [`its last line tells of imbalances: ${line}`]),
    ...(difference === 0 ? [] : [`the items of its last line differ by ${difference}: ${line}`]),
    ...unknown.map((name) => `its last line has a term that nobody knows, ${name}: ${line}`),
  ];
}

/** Of a line of the console, or of one in JSON. */
function itemsOf(line: string): Items | undefined {
  const at = line.indexOf("{");
  return at < 0 ? undefined : (JSON.parse(line.slice(at)) as { readonly items?: Items }).items;
}

const sum = (items: Items, names: readonly string[]): number =>
  names.reduce((total, name) => total + (items[name] ?? 0), 0);

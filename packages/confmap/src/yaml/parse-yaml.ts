import { EVENT_ID, parseEvents, YAMLException, type Event } from "js-yaml";
import { problemAt } from "../problem.ts";
import type { Place } from "../tree/config-node.ts";
import { LineIndex } from "./line-index.ts";
import type { ParsedYaml } from "./parsed-yaml.ts";
import { TreeBuilder } from "./tree-builder.ts";
import { yamlLimits } from "./yaml-limits.ts";

/**
 * Reads one YAML document. js-yaml gives the events with their offsets; the nodes are made here, so that each keeps its
 * place and its text.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const start: Place = { file, line: 1, column: 1 };
  if (source.length > yamlLimits.length)
    return failed(start, `is longer than ${yamlLimits.length} characters`, "a shorter file");
  const lines = new LineIndex(file, source);
  let events: readonly Event[];
  try {
    events = parseEvents(source, { maxDepth: yamlLimits.depth });
  } catch (error) {
    return notYaml(error, lines, start);
  }
  const more = secondDocument(events);
  if (more !== undefined) return failed(lines.place(Math.max(more, 0)), "holds more than one document", "one document");
  return new TreeBuilder(source, lines, events).build();
}

function notYaml(error: unknown, lines: LineIndex, start: Place): ParsedYaml {
  const reason = error instanceof YAMLException ? error.reason : "it cannot be read";
  const place = error instanceof YAMLException && error.mark !== undefined ? lines.place(error.mark.position) : start;
  const message = `is not YAML: ${reason}${isReferenceNear(lines, place) ? quotesHint : ""}`;
  return failed(place, message, "YAML");
}

const quotesHint = '; between { } or [ ], a reference stands in quotes: "${env:NAME}"';

/** The usual mistake: the braces of a reference end the map around it. */
function isReferenceNear(lines: LineIndex, { line }: Place): boolean {
  return /[{[,].*[^"']\$\{/.test(lines.startOfLine(line, 1_000));
}

/** The offset of the second document's content, -1 where it has none; undefined when there is no second document. */
function secondDocument(events: readonly Event[]): number | undefined {
  const index = events.findIndex((event, at) => at > 0 && event.type === EVENT_ID.DOCUMENT);
  if (index < 0) return undefined;
  const content = events[index + 1];
  if (content === undefined || !("tagStart" in content)) return -1;
  return "start" in content ? content.start : content.valueStart;
}

function failed(place: Place, message: string, expected: string): ParsedYaml {
  return { node: undefined, problems: [problemAt([], place, { message, found: "this text", expected })] };
}

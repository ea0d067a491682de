import type { Instant, LogRecord, Logs } from "@genai-collector/component";
import { canonicaliseLogs, encodeResourceLogs, logsFromRanges, type ResourceLogs } from "@genai-collector/pdata";
import { polledScope, stringAttributes } from "./canonical-metrics.ts";
import type { Labels, PolledRecord } from "./sample.ts";

export interface CanonicalLogsOptions {
  readonly resource: Labels;
  /** The end of the window and its settle time: the same in every replica and attempt, unlike the time of the poll. */
  readonly observedAt: Instant;
}

/**
 * The same records, in any order, give the same bytes: one `ResourceLogs` for each set of resource attributes. Takes the
 * records over: their observed time is set, and their attributes are sorted, in place. Attributes that come sorted, and
 * records that share one `resource` object, cost least.
 */
export function canonicalLogs(records: readonly PolledRecord[], options: CanonicalLogsOptions): Logs {
  const observedTimeUnixNano = BigInt(options.observedAt) * 1_000_000n;
  const resources = new ResourceGroups(options.resource);
  for (const record of records) {
    const logRecord: LogRecord = record;
    logRecord.observedTimeUnixNano = observedTimeUnixNano;
    resources.of(record.resource).push(logRecord);
  }
  const data = { resourceLogs: resources.all() };
  canonicaliseLogs(data);
  return logsFromRanges(data.resourceLogs.map((logs) => ({ bytes: encodeResourceLogs(logs) })));
}

interface Group {
  readonly attributes: Labels;
  readonly logRecords: LogRecord[];
}

/** Records by their resource. What is found by the object, or by the order of its attributes, is not sorted again. */
class ResourceGroups {
  readonly #identity: Labels;
  readonly #bySorted = new Map<string, Group>();
  readonly #byText = new Map<string, Group>();
  readonly #byObject = new Map<Labels | undefined, Group>();
  #lastObject: Labels | undefined;
  #last: Group | undefined;

  constructor(identity: Labels) {
    this.#identity = identity;
  }

  of(resource: Labels | undefined): LogRecord[] {
    if (this.#last === undefined || resource !== this.#lastObject) {
      this.#last = this.#byObject.get(resource) ?? this.#find(resource);
      this.#lastObject = resource;
    }
    return this.#last.logRecords;
  }

  all(): ResourceLogs[] {
    return [...this.#bySorted.values()].map(resourceLogs);
  }

  #find(resource: Labels | undefined): Group {
    const text = textOf(resource);
    const group = this.#byText.get(text) ?? this.#sorted(resource);
    this.#byText.set(text, group);
    this.#byObject.set(resource, group);
    return group;
  }

  #sorted(resource: Labels | undefined): Group {
    const attributes = { ...this.#identity, ...resource };
    const key = JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = this.#bySorted.get(key) ?? { attributes, logRecords: [] };
    this.#bySorted.set(key, group);
    return group;
  }
}

/** One text for attributes in their order: through the lengths no two share one. */
function textOf(resource: Labels | undefined): string {
  let text = "";
  for (const name in resource) {
    const value = resource[name]!;
    text += `${name.length}:${name}${value.length}:${value}`;
  }
  return text;
}

function resourceLogs(group: Group): ResourceLogs {
  return {
    resource: { attributes: stringAttributes(group.attributes) },
    scopeLogs: [{ scope: { name: polledScope }, logRecords: group.logRecords }],
  };
}

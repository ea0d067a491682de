import protobuf from "protobufjs";

/** As much of OTLP as polled logs need, written down again: the judge shares no code with the judged. */
const schema = `
syntax = "proto3";
message Resource { repeated KeyValue attributes = 1; }
message LogsRequest { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message ScopeLogs { repeated LogRecord log_records = 2; }
message LogRecord {
  fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3; AnyValue body = 5;
  repeated KeyValue attributes = 6; bytes trace_id = 9; fixed64 observed_time_unix_nano = 11;
}
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; Values array_value = 5; }
}
message Values { repeated AnyValue values = 1; }
`;

const { root } = protobuf.parse(schema);
const logsType = root.lookupType("LogsRequest");

interface Long {
  readonly low: number;
  readonly high: number;
}

interface Attribute {
  readonly key: string;
  readonly value?: {
    readonly value?: "stringValue" | "boolValue" | "intValue" | "doubleValue" | "arrayValue";
    readonly stringValue?: string;
    readonly boolValue?: boolean;
    readonly intValue?: Long;
    readonly doubleValue?: number;
  };
}

interface DecodedLogs {
  readonly resourceLogs: readonly {
    readonly resource?: { readonly attributes: readonly Attribute[] };
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly timeUnixNano: Long;
        readonly observedTimeUnixNano: Long;
        readonly severityText: string;
        readonly severityNumber: number;
        readonly body?: unknown;
        readonly attributes: readonly Attribute[];
        readonly traceId: Uint8Array;
      }[];
    }[];
  }[];
}

export type Labels = Readonly<Record<string, string>>;

/** A value with its type: `int 5`, `string chain`; one text can be compared. */
export type Typed = string;

/** One log record as a sink sees it. */
export interface ReceivedRecord {
  /** Of the resource and of the record; what both have would be a mistake, and is told with two values. */
  readonly attributes: ReadonlyMap<string, Typed>;
  readonly timeNanos: bigint;
  /** Milliseconds since 1970 UTC. */
  readonly observedAt: number;
  readonly severity: string;
  /** Hexadecimal; empty: none. */
  readonly traceId: string;
  readonly hasBody: boolean;
}

/** The records of a logs request. Throws for bytes that are none. */
export function recordsOf(body: Uint8Array): readonly ReceivedRecord[] {
  const { resourceLogs } = logsType.decode(body) as unknown as DecodedLogs;
  return resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map((record) => ({
        attributes: typedOf([...(resource?.attributes ?? []), ...record.attributes]),
        timeNanos: nanosOf(record.timeUnixNano),
        observedAt: Number(nanosOf(record.observedTimeUnixNano) / 1_000_000n),
        severity: `${record.severityNumber} ${record.severityText}`,
        traceId: Buffer.from(record.traceId).toString("hex"),
        hasBody: record.body !== undefined && record.body !== null,
      })),
    ),
  );
}

function typedOf(attributes: readonly Attribute[]): ReadonlyMap<string, Typed> {
  const typed = new Map<string, Typed>();
  for (const { key, value } of attributes) {
    const before = typed.get(key);
    typed.set(key, before === undefined ? typedValue(value) : `${before}, ${typedValue(value)}`);
  }
  return typed;
}

function typedValue(value: Attribute["value"]): Typed {
  switch (value?.value) {
    case "stringValue":
      return `string ${value.stringValue!}`;
    case "boolValue":
      return `boolean ${String(value.boolValue!)}`;
    case "intValue":
      return `int ${BigInt.asIntN(64, nanosOf(value.intValue!))}`;
    case "doubleValue":
      return `double ${value.doubleValue!}`;
    default:
      return String(value?.value);
  }
}

function nanosOf({ low, high }: Long): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

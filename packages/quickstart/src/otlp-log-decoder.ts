import protobuf from "protobufjs";

/** As much of OTLP as log records need, written down again: the sink shares no code with what it checks. */
const schema = `
syntax = "proto3";
message Request { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeLogs { repeated LogRecord log_records = 2; }
message LogRecord {
  fixed64 time_unix_nano = 1;
  string severity_text = 3;
  repeated KeyValue attributes = 6;
  bytes trace_id = 9;
}
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; }
}
message ArrayValue { repeated AnyValue values = 1; }
`;

interface KeyValue {
  readonly key: string;
  readonly value?: {
    readonly stringValue?: string;
    readonly boolValue?: boolean;
    readonly intValue?: string;
    readonly doubleValue?: number;
    readonly arrayValue?: object;
  };
}

interface Decoded {
  readonly resourceLogs?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeLogs?: readonly {
      readonly logRecords?: readonly {
        readonly timeUnixNano?: string;
        readonly severityText?: string;
        readonly attributes?: readonly KeyValue[];
        readonly traceId?: string;
      }[];
    }[];
  }[];
}

/** What an attribute says; a list as JSON. */
export type Scalar = string | number | boolean;

/** One log record as a sink sees it. */
export interface ReceivedRecord {
  /** Nanoseconds since 1970 UTC, as a decimal: a number would round it. */
  readonly timeUnixNano: string;
  readonly severity: string;
  /** 32 hexadecimal digits, or nothing. */
  readonly traceId: string;
  /** Of the resource and of the record, which wins. */
  readonly attributes: Readonly<Record<string, Scalar>>;
}

const requestType = protobuf.parse(schema).root.lookupType("Request");

/** Every record of an `ExportLogsServiceRequest`. Throws for bytes that are none. */
export function decodeLogs(body: Uint8Array): ReceivedRecord[] {
  const decoded = requestType.toObject(requestType.decode(body), { longs: String, bytes: String }) as Decoded;
  return (decoded.resourceLogs ?? []).flatMap(({ resource, scopeLogs }) => {
    const shared = attributesOf(resource?.attributes);
    return (scopeLogs ?? []).flatMap(({ logRecords }) =>
      (logRecords ?? []).map((record) => ({
        timeUnixNano: record.timeUnixNano ?? "0",
        severity: record.severityText ?? "",
        traceId: Buffer.from(record.traceId ?? "", "base64").toString("hex"),
        attributes: { ...shared, ...attributesOf(record.attributes) },
      })),
    );
  });
}

function attributesOf(attributes: readonly KeyValue[] = []): Readonly<Record<string, Scalar>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, scalarOf(value)]));
}

/** Whole numbers of what is polled are exact as numbers: they count tokens and milliseconds. */
function scalarOf(value: KeyValue["value"] = {}): Scalar {
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? JSON.stringify(value.arrayValue ?? null);
}

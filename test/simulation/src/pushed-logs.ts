import { planted } from "@genai-collector/simulator";
import protobuf from "protobufjs";

/** As much of OTLP as logs of an application need, written down again. */
const schema = `
syntax = "proto3";
message Request { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeLogs { repeated LogRecord log_records = 2; }
message LogRecord { fixed64 time_unix_nano = 1; AnyValue body = 5; repeated KeyValue attributes = 6; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { string string_value = 1; }
message Response { PartialSuccess partial_success = 1; }
message PartialSuccess { int64 rejected_log_records = 1; string error_message = 2; }
`;

const { root } = protobuf.parse(schema);
const requestType = root.lookupType("Request");
const responseType = root.lookupType("Response");

const itemKey = "app.item";

interface Attribute {
  readonly key: string;
  readonly value?: { readonly stringValue?: string };
}

interface DecodedRequest {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly { readonly logRecords: readonly { readonly attributes: readonly Attribute[] }[] }[];
  }[];
}

/** So many bytes of memory are held for one record at least, whatever is taken off it. */
export const leastItemBytes = 24;

/** A request with one log record an item, each of which has a prompt beside it. */
export function encodeLogs(service: string, items: readonly string[], now: number): Uint8Array {
  const text = (stringValue: string) => ({ stringValue });
  const logRecords = items.map((item) => ({
    timeUnixNano: now * 1_000_000,
    body: text(planted.content),
    attributes: [
      { key: itemKey, value: text(item) },
      { key: "gen_ai.prompt", value: text(planted.content) },
    ],
  }));
  const resource = { attributes: [{ key: "service.name", value: text(service) }] };
  return requestType.encode({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }).finish();
}

/** The items of a request. Throws for bytes that are none. */
export function itemsOf(body: Uint8Array): readonly string[] {
  const { resourceLogs } = requestType.decode(body) as unknown as DecodedRequest;
  return resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map(({ attributes }) => attributes.find(({ key }) => key === itemKey)?.value?.stringValue ?? ""),
    ),
  );
}

/** How many records a success leaves out. */
export function rejectedBy(body: Uint8Array): number {
  const { partialSuccess } = responseType.decode(body) as unknown as {
    readonly partialSuccess?: { readonly rejectedLogRecords: { toString(): string } };
  };
  return Number(partialSuccess?.rejectedLogRecords.toString() ?? 0);
}

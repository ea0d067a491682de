/** What a message of the generated module offers; 64-bit integers are `Long`s. */
export interface MessageType {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

export const ExportTraceServiceRequest: MessageType;
export const ExportMetricsServiceRequest: MessageType;
export const ExportLogsServiceRequest: MessageType;

/** How a request's body is written, and its answer's with it. */
export type BodyFormat = "protobuf" | "json";

/** From a `Content-Type`, parameters aside. Undefined for any other type, and for none. */
export function bodyFormat(contentType: string | undefined): BodyFormat | undefined {
  switch (contentType?.split(";", 1)[0]!.trim().toLowerCase()) {
    case "application/x-protobuf":
      return "protobuf";
    case "application/json":
      return "json";
    default:
      return undefined;
  }
}

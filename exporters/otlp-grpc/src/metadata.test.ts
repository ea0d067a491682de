import { describe, expect, it } from "vitest";
import { problemOfHeader } from "./metadata.ts";

describe("problemOfHeader", () => {
  it.each([
    ["authorization", "Bearer t"],
    ["x-scope.org_id", "~ !"],
    ["trace-bin", "\u00e4\n"],
    ["empty", ""],
  ])("none: %s", (name, value) => {
    expect(problemOfHeader(name, value)).toBeUndefined();
  });

  it.each([
    ["connection", "close", "is set by the connection"],
    ["te", "x", "is set by the connection"],
    ["content-type", "x", "is set by the connection"],
    ["grpc-timeout", "1S", "is set by the connection"],
    ["grpc-encoding", "gzip", "is set by the connection"],
    ["host", "h", "is set with authority"],
    ["user-agent", "a", "is set with user_agent"],
    [":path", "/", "is no name of gRPC metadata"],
    ["a b", "x", "is no name of gRPC metadata"],
    ["x", "a\r\nb: c", "is not printable ASCII"],
    ["x", "\u00e4", "is not printable ASCII"],
    ["x", "\t", "is not printable ASCII"],
  ])("%j: %j %s", (name, value, problem) => {
    expect(problemOfHeader(name, value)).toContain(problem);
  });

  it("does not tell the value", () => {
    expect(problemOfHeader("x", "s3cret\n")).not.toContain("s3cret");
  });
});

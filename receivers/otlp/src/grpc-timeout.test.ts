import { expect, it } from "vitest";
import { parseGrpcTimeout } from "./grpc-timeout.ts";

// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md: 1 to 8 digits and a unit

it.each([
  ["1H", 3_600_000],
  ["2M", 120_000],
  ["10S", 10_000],
  ["9999m", 9_999],
  ["9998877u", 9_998.877],
  ["5000000n", 5],
  ["0S", 0],
  ["00000010S", 10_000],
  ["99999999H", 99_999_999 * 3_600_000],
])("%s is %d ms", (text, ms) => {
  expect(parseGrpcTimeout(text)).toBeCloseTo(ms, 6);
});

it.each([
  ["", 'transport: timeout string is too short: ""'],
  ["S", 'transport: timeout string is too short: "S"'],
  ["100000000S", 'transport: timeout string is too long: "100000000S"'],
  ["10s", 'transport: timeout unit is not recognized: "10s"'],
  ["100", 'transport: timeout unit is not recognized: "100"'],
  ["-1S", 'strconv.ParseUint: parsing "-1": invalid syntax'],
  ["1.5S", 'strconv.ParseUint: parsing "1.5": invalid syntax'],
  ["10__proto__", 'transport: timeout string is too long: "10__proto__"'],
])("%j is none, and grpc-go says why", (text, problem) => {
  expect(parseGrpcTimeout(text)).toEqual({ problem });
});

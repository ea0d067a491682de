import { expect, it } from "vitest";
import { isHostAllowed } from "./host-check.ts";

it.each([
  ["localhost:8888", "localhost:8888", true],
  ["LOCALHOST", "localhost:8888", true],
  ["127.0.0.1:8888", "localhost:8888", true],
  ["[::1]:8888", "127.0.0.1:8888", true],
  ["127.9.9.9", "localhost:8888", true],
  ["evil.example:8888", "localhost:8888", false],
  ["localhost.evil.example", "localhost:8888", false],
  ["127.0.0.1.evil.example", "127.0.0.1:8888", false],
  ["localhost@evil.example", "localhost:8888", false],
  ["", "localhost:8888", false],
  [undefined, "localhost:8888", false],
  ["10.1.2.3:8888", "0.0.0.0:8888", true],
  ["collector.monitoring.svc:8888", "[::]:8888", true],
  ["collector:8888", "10.1.2.3:8888", true],
  ["a b", "0.0.0.0:8888", false],
  [undefined, "0.0.0.0:8888", false],
])("host %s on %s: %s", (host, endpoint, expected) => {
  expect(isHostAllowed(host, endpoint)).toBe(expected);
});

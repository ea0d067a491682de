import { describe, expect, it } from "vitest";
import { Latencies } from "./latencies.ts";

describe("Latencies", () => {
  it("tells quantiles within 1 %", () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1_000; ms++) latencies.add(ms);
    for (const part of [0.1, 0.5, 0.9, 0.99]) {
      const off = latencies.quantile(part) / (1_000 * part) - 1;
      expect(Math.abs(off), String(part)).toBeLessThan(0.0101);
    }
  });

  it("never tells more than the longest", () => {
    const latencies = new Latencies();
    latencies.add(7);
    expect(latencies.quantile(1)).toBeLessThanOrEqual(7);
    expect(latencies.quantile(0.5)).toBeGreaterThan(6.9);
  });

  it("keeps what is shorter or longer than its buckets in the outer ones", () => {
    const latencies = new Latencies();
    latencies.add(0);
    expect(latencies.quantile(0.5)).toBeLessThan(0.0011);
    latencies.add(1e9);
    expect(latencies.quantile(1)).toBeGreaterThan(3_600_000);
  });

  it("tells 0 when there was nothing", () => {
    expect(new Latencies().quantile(0.99)).toBe(0);
  });
});

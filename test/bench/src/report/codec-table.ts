import type { Ratio } from "../codec/codec-bench.ts";
import { formatTable } from "./format-table.ts";

/** The codec's figures as a table. */
export function codecTable(rows: readonly Ratio[]): string {
  return formatTable(["codec", "items/s", "protobufjs", "ratio", "asked"], rows.map(cells));
}

/** Rows below what is asked. */
export function codecShortcomings(rows: readonly Ratio[]): string[] {
  return rows
    .filter(({ ratio, asked }) => ratio < asked)
    .map(({ name, ratio, asked }) => `${name}: ${ratio.toFixed(1)} ×, asked for ${asked} ×`);
}

function cells({ name, ours, theirs, ratio, asked }: Ratio): string[] {
  return [name, millions(ours), millions(theirs), `${ratio.toFixed(1)} ×`, `${asked} ×`];
}

function millions(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(2)} M`;
}

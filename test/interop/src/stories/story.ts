import { fromJson, fromProtobuf, type OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import type { OtlpSink, SinkRequest } from "@genai-collector/test-e2e/otlp-sink";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { workspace } from "@genai-collector/test-e2e/workspace";
import { join } from "node:path";
import { itemsOf, type Item } from "../items.ts";
import type { ProgramName } from "../program.ts";
import type { Side } from "../side.ts";

/** What a story shows of one program. */
export interface Shown<Outcome> {
  readonly side: Side;
  /** Equal in both programs. */
  readonly outcome: Outcome;
}

/** One configuration file, which both programs run with the same input. */
export interface Story<Outcome = unknown> {
  readonly name: string;
  play(stage: Stage, program: ProgramName): Promise<Shown<Outcome>>;
  /** Looks at what both showed: equal is not enough where both could show nothing. */
  check(outcome: Outcome): void;
}

/** A story among others, whose outcome only itself knows. */
export function defineStory<Outcome>(story: Story<Outcome>): Story {
  return story;
}

/** A file of `testdata`. */
export function configurationFile(...names: readonly string[]): string {
  return join(workspace, "test", "interop", "testdata", ...names);
}

/** The items of a signal that a sink has taken. */
export function itemsAt(sink: OtlpSink, signal: OtlpSignal): Item[] {
  const decode = ({ headers, body }: SinkRequest): object =>
    headers["content-type"] === "application/json" ? fromJson(signal, body) : fromProtobuf(signal, body);
  return itemsOf(signal, sink.taken.filter((request) => request.signal === signal).map(decode));
}

/** The items of protobuf requests. */
export function itemsIn(signal: OtlpSignal, ...requests: readonly Uint8Array[]): Item[] {
  return itemsOf(
    signal,
    requests.map((request) => fromProtobuf(signal, request)),
  );
}

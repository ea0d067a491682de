import { CollectorError, type ErrorKind, type Payload } from "@genai-collector/component";
import { recordsOf, VirtualRuntime, World } from "@genai-collector/testkit";
import { createLogs, type Logs } from "@genai-collector/pdata";
import type { Sender, SendRequest } from "../src/sender.ts";

type Answer = unknown;

/** A transport of a test: resolves for `undefined`, rejects with anything else. It remembers what it was given. */
export class ScriptedSender implements Sender {
  readonly requests: SendRequest[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #answer: (request: SendRequest, number: number, signal: AbortSignal) => Answer;

  /** A list answers one after the other; its last answer stays. */
  constructor(script: readonly Answer[] | ((request: SendRequest, number: number, signal: AbortSignal) => Answer)) {
    this.#answer =
      typeof script === "function" ? script : (_request, number) => script[Math.min(number, script.length) - 1];
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    this.signals.push(signal);
    const answer = await this.#answer(request, this.requests.push(request), signal);
    if (answer !== undefined) throw answer;
  }
}

/** An error as a transport makes it. */
export function failure(code: string, kind: ErrorKind, retryAfterMs?: number): CollectorError {
  return new CollectorError(code, code.toLowerCase(), { kind, retryAfterMs });
}

/** The sink rejects all that it was sent, for one reason. */
export function rejection(code: string, payload: Payload, reason: string): CollectorError {
  return new CollectorError(code, reason, { kind: "gap", rejected: [{ items: payload.items, reason }] });
}

/** Log records with these bodies: a resource for each group. */
export function logsOf(...groups: readonly (readonly string[])[]): Logs {
  return createLogs({
    resourceLogs: groups.map((bodies) => ({
      resource: { attributes: [] },
      scopeLogs: [
        {
          logRecords: bodies.map((stringValue) => ({ timeUnixNano: 1n, attributes: [], body: { stringValue } })),
        },
      ],
    })),
  });
}

/** The bodies of a request's records. */
export function bodiesOf({ payload }: Pick<SendRequest, "payload">): string[] {
  return recordsOf(payload as Logs).map(({ body }) => body!.stringValue!);
}

export const coverage = { receiver: "r", loop: "l", pass: "", from: 0, to: 60_000, observedAt: 60_000 } as const;

export const never: AbortSignal = new AbortController().signal;

/** A world, a process in it, and a source of chance that gives what the test says. */
export function setWorld(random = 0.5) {
  const world = new World();
  const runtime = new VirtualRuntime(world, { tracing: true });
  const given = { clock: runtime.clock, timers: runtime.timers, random: { next: () => random, uuid: () => "" } };
  return { world, runtime, given };
}

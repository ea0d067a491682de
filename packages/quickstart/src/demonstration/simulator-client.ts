import type { AnsweredRequest } from "@genai-collector/simulator";
import { postJson } from "../loopback.ts";
import type { Listening } from "./platform.ts";

/** A request that a simulated platform answered with 200. */
export interface Answered {
  /** When; what it said is the truth as the platform knew it then. */
  readonly at: number;
  readonly url: URL;
  readonly method: string;
  /** The body, if there was one in JSON. */
  readonly body: unknown;
}

/** Asks a simulated platform for the truth. Rejects when it does not answer, or not with 200. */
export function command<T>(at: Listening, name: string, argument: object = {}): Promise<T> {
  return postJson<T>(`${at.endpoint}/_sim/${name}`, argument);
}

/** Every request with `target` in its URL that the platform answered with 200, in order. */
export async function answered(at: Listening, target: string): Promise<readonly Answered[]> {
  const all = await command<readonly AnsweredRequest[]>(at, "asked", { target });
  return all
    .filter(({ status }) => status === 200)
    .map((request) => ({
      at: request.at,
      method: request.method,
      url: new URL(request.url, at.endpoint),
      body: request.body === "" ? undefined : (JSON.parse(request.body) as unknown),
    }));
}

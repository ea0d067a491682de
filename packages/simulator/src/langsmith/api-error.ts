import { json, type SimulatorResponse } from "../http.ts";
import { planted } from "../planted.ts";

/** A request that the API refuses; the message is what it says. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What clients may show of an error: its first bytes. Content stands behind them. */
const shownBytes = 512;

/** The answer of a refused request: what is wrong, and, beyond what anybody should read, the request itself. */
export function errorAnswer(
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): SimulatorResponse {
  const behind = `${" ".repeat(shownBytes)}${planted.content} ${planted.secret} ${planted.person}`;
  return json(status, { detail, request: behind }, headers);
}

/** An error that shows content at once, as a proxy in front of the API may. */
export function tellingAnswer(): SimulatorResponse {
  return json(422, { detail: `cannot read "${planted.content}" of ${planted.person}, key ${planted.secret}` });
}

import type { Socket } from "node:net";
import type { ServerResponse } from "@genai-collector/component";
import { isWhole, lengthOf } from "../server-answer.ts";
import { answerHead, closeLine, hasBody, keepAliveLines } from "./answer-head.ts";
import { httpDate } from "./http-date.ts";

/** Up to this, copying a body behind its head costs less than handing two parts to the system. */
const smallBytes = 4_096;

/** So many answers are kept: one for each of the formats of each kind of request, about. */
const keptAnswers = 8;

/** An answer as it was written, for as long as its date holds. */
interface Written {
  readonly answer: ServerResponse;
  readonly keepsConnection: boolean;
  readonly date: string;
  readonly bytes: Buffer;
}

/** Writes answers. One that a handler gives again and again is put together once a second. */
export class AnswerWriter {
  readonly #keepAlive: string;
  readonly #written: (Written | undefined)[] = Array.from({ length: keptAnswers }, () => undefined);
  #next = 0;

  /** `keepAliveMs`: how long clients are told that a connection is kept. */
  constructor(keepAliveMs: number) {
    this.#keepAlive = keepAliveLines(keepAliveMs);
  }

  /** Throws, before anything is written, where HTTP/1.1 cannot say it. False: more than enough waits to be taken. */
  write(socket: Socket, answer: ServerResponse, isHeadOnly: boolean, keepsConnection: boolean): boolean {
    const again = isHeadOnly ? undefined : this.#again(answer, keepsConnection);
    if (again !== undefined) return socket.write(again);
    const { body, trailers } = answer;
    if (!isWhole(body) || trailers !== undefined)
      throw new TypeError("answers over HTTP/1.1 are whole, and have no trailers");
    const length = lengthOf(body);
    const head = answerHead(answer, length, keepsConnection ? this.#keepAlive : closeLine);
    if (isHeadOnly) return socket.write(head, "latin1");
    const sent = hasBody(answer.status) ? body : [];
    if (length > smallBytes) return writeParts(socket, head, sent);
    const bytes = joined(head, sent);
    this.#keep({ answer, keepsConnection, date: httpDate(), bytes });
    return socket.write(bytes);
  }

  #again(answer: ServerResponse, keepsConnection: boolean): Buffer | undefined {
    for (const written of this.#written) {
      if (written?.answer === answer && written.keepsConnection === keepsConnection)
        return written.date === httpDate() ? written.bytes : undefined;
    }
    return undefined;
  }

  /** In place of the same answer from before, else of the oldest. */
  #keep(written: Written): void {
    const { answer, keepsConnection } = written;
    const same = this.#written.findIndex(
      (other) => other?.answer === answer && other.keepsConnection === keepsConnection,
    );
    if (same >= 0) this.#written[same] = written;
    else this.#written[this.#next++ % keptAnswers] = written;
  }
}

function joined(head: string, body: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.allocUnsafe(head.length + lengthOf(body));
  let at = bytes.write(head, "latin1");
  for (const part of body) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** All in one call of the system. */
function writeParts(socket: Socket, head: string, body: readonly Uint8Array[]): boolean {
  socket.cork();
  let hasRoom = socket.write(head, "latin1");
  for (const part of body) {
    if (part.length > 0) hasRoom = socket.write(part);
  }
  socket.uncork();
  return hasRoom;
}

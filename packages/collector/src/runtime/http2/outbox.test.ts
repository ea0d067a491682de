import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { Outbox } from "./outbox.ts";

/** Keeps what it is given, as a system does that cannot send it now. */
class SlowSocket {
  readonly writable = true;
  writableLength = 0;
  isSlow = false;
  corked = 0;
  #kept: Uint8Array[] = [];
  readonly #sent: Buffer[] = [];

  write(bytes: Uint8Array): void {
    this.#kept.push(bytes);
    this.writableLength += bytes.length;
    if (!this.isSlow && this.corked === 0) this.send();
  }

  cork(): void {
    this.corked++;
  }

  uncork(): void {
    this.corked--;
    if (!this.isSlow) this.send();
  }

  send(): void {
    for (const part of this.#kept) this.#sent.push(Buffer.from(part));
    this.#kept = [];
    this.writableLength = 0;
  }

  get sent(): Buffer {
    return Buffer.concat(this.#sent);
  }
}

it("everything leaves in order and as it was, whether it is small or large, and whether the system takes it at once", () => {
  const socket = new SlowSocket();
  const outbox = new Outbox(socket as unknown as Socket, { wants: () => undefined });
  const expected: Buffer[] = [];
  for (let step = 0; step < 5_000; step++) {
    const size = [9, 100, 3_000, 5_000, 30_000, 70_000][(step * 7 + (step >> 3)) % 6]!;
    const bytes = Buffer.alloc(step % 3 === 0 ? Math.ceil(size / 40) : size, step);
    expected.push(bytes);
    if (step % 2 === 0) {
      const at = outbox.reserve(bytes.length);
      outbox.bytes!.set(bytes, at);
    } else {
      outbox.append(bytes);
    }
    if (step % 5 === 0) outbox.flush();
    if (step % 11 === 0) outbox.rest();
    if (step % 17 === 0) socket.isSlow = !socket.isSlow;
    if (step % 23 === 0) socket.send();
  }
  outbox.flush();
  expect(outbox.waiting).toBe(socket.writableLength);
  socket.send();
  expect(outbox.waiting).toBe(0);
  expect(socket.sent.equals(Buffer.concat(expected))).toBe(true);
});

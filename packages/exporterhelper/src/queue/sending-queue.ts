import { takenAtOnce, type BatchContext, type Consumer, type Payload } from "@genai-collector/component";
import type { QueueDoor } from "./queue-door.ts";

/** What keeps the requests of one signal until they are sent. */
export interface SendingQueue extends Consumer<Payload> {
  /** What is there is sent, or kept for the next start. What is under way when `signal` fires is given up. */
  shutdown(signal: AbortSignal): Promise<void>;
}

/** One promise for everybody who is not made to wait. */
export const done: Promise<void> = takenAtOnce;

/** Lets a request in, and then hands it to `enqueue`, which answers for it. Nothing comes of nothing. */
export function enterQueue(
  door: QueueDoor,
  payload: Payload,
  context: BatchContext,
  enqueue: (payload: Payload, context: BatchContext, size: number) => Promise<void>,
): Promise<void> {
  try {
    if (payload.items === 0) return done;
    const size = door.sizeOf(payload);
    const entered = door.enter(payload, size, context.signal);
    return entered === true ? enqueue(payload, context, size) : entered.then(() => enqueue(payload, context, size));
  } catch (error) {
    // Bytes that do not add up cannot be counted; they were checked at the door, so this is somebody's bug.
    return Promise.reject(error);
  }
}

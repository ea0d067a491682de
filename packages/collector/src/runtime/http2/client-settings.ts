import { ConnectionError, errorCode, largestWindow, leastMaxFrame, setting } from "./protocol.ts";

/** What a client's settings mean to a server; what it did not say is undefined. */
export interface ClientSettings {
  readonly headerTableSize: number | undefined;
  readonly initialWindowSize: number | undefined;
  readonly maxFrameSize: number | undefined;
}

const largestMaxFrame = 16_777_215;

/** Reads a SETTINGS frame (RFC 9113 §6.5.2); of what stands in it twice, the last counts. Throws for values that none may have. */
export function readSettings(bytes: Buffer, start: number, end: number): ClientSettings {
  let headerTableSize: number | undefined;
  let initialWindowSize: number | undefined;
  let maxFrameSize: number | undefined;
  for (let at = start; at < end; at += 6) {
    const value = bytes.readUInt32BE(at + 2);
    switch (bytes.readUInt16BE(at)) {
      case setting.headerTableSize:
        // It has to be told if it was small even for a moment (RFC 7541 §4.2).
        headerTableSize = Math.min(value, headerTableSize ?? value);
        break;
      case setting.enablePush:
        if (value > 1) throw wrong("ENABLE_PUSH", errorCode.protocolError);
        break;
      case setting.initialWindowSize:
        if (value > largestWindow) throw wrong("INITIAL_WINDOW_SIZE", errorCode.flowControlError);
        initialWindowSize = value;
        break;
      case setting.maxFrameSize:
        if (value < leastMaxFrame || value > largestMaxFrame) throw wrong("MAX_FRAME_SIZE", errorCode.protocolError);
        maxFrameSize = value;
        break;
      // What else there may be binds nobody who answers.
    }
  }
  return { headerTableSize, initialWindowSize, maxFrameSize };
}

function wrong(name: string, code: number): ConnectionError {
  return new ConnectionError(code, `SETTINGS_${name} has a value that it may not have`);
}

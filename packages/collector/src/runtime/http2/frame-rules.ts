import { ConnectionError, errorCode, frameFlag, frameType } from "./protocol.ts";

/** The largest frame that clients may send, as they are told. */
export const maxFrameBytes = 1_048_576;
/** The largest header block, before it is decoded: twice what a request may have of headers. */
export const maxBlockBytes = 131_072;
/** More settings, or words at parting, than anybody has. */
const maxControlBytes = 16_384;

/** Throws a `ConnectionError` where no frame may look like that (RFC 9113 §4.2, §6). */
export function checkFrame(type: number, flags: number, stream: number, length: number): void {
  if (length > maxFrameBytes) throw wrongSize();
  switch (type) {
    case frameType.data:
      belongsToStream(stream);
      if ((flags & frameFlag.padded) !== 0 && length === 0) throw wrongSize();
      return;
    case frameType.headers:
    case frameType.continuation:
      belongsToStream(stream);
      if (length > maxBlockBytes) throw new ConnectionError(errorCode.enhanceYourCalm, "a header block is too large");
      return;
    case frameType.priority:
      belongsToStream(stream);
      return hasSize(length, 5);
    case frameType.resetStream:
      belongsToStream(stream);
      return hasSize(length, 4);
    case frameType.windowUpdate:
      return hasSize(length, 4);
    case frameType.settings:
    case frameType.ping:
    case frameType.goaway:
      return checkConnectionFrame(type, flags, stream, length);
    case frameType.pushPromise:
      throw new ConnectionError(errorCode.protocolError, "clients promise nothing");
  }
}

function checkConnectionFrame(type: number, flags: number, stream: number, length: number): void {
  if (stream !== 0) throw new ConnectionError(errorCode.protocolError, "a frame of the connection names a stream");
  if (type === frameType.ping) return hasSize(length, 8);
  if (length > maxControlBytes) throw new ConnectionError(errorCode.enhanceYourCalm, "a frame is too large");
  if (type === frameType.goaway) {
    if (length < 8) throw wrongSize();
  } else if (length % 6 !== 0 || (length > 0 && (flags & frameFlag.ack) !== 0)) {
    throw wrongSize();
  }
}

function belongsToStream(stream: number): void {
  if (stream === 0) throw new ConnectionError(errorCode.protocolError, "a frame of a stream names none");
}

function hasSize(length: number, expected: number): void {
  if (length !== expected) throw wrongSize();
}

function wrongSize(): ConnectionError {
  return new ConnectionError(errorCode.frameSizeError, "a frame has a size that its type never has");
}

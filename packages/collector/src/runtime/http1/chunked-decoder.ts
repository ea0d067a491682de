import { parseFieldLines } from "./field-lines.ts";
import { ProtocolError } from "./protocol-error.ts";

/** Nobody uses chunk extensions, nor trailers of requests: they are checked, and forgotten, within these bounds. */
const maxExtensionBytes = 16 * 1024;
const maxTrailerBytes = 16 * 1024;
/** Names, and values that may be in quotes, without blanks around them (RFC 9112 §7.1.1). */
const extensionForm =
  /^(?:;[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:=(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+|"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"))?)+$/;
/** Enough for 2^52 bytes; more digits would be zeros, or would overflow. */
const maxSizeDigits = 13;

const [cr, lf, semicolon, tab] = [0x0d, 0x0a, 0x3b, 0x09];

type State =
  | "first digit"
  | "size"
  | "extension"
  | "size LF"
  | "data"
  | "data CR"
  | "data LF"
  | "line start"
  | "trailer"
  | "trailer LF"
  | "last LF"
  | "done";

/** Takes a body that comes in chunks out of them (RFC 9112 §7.1), however it is cut. A state machine over bytes. */
export class ChunkedDecoder {
  /** Where the body ended, in the bytes that ended it. */
  end = 0;
  #state: State = "first digit";
  /** Of the chunk that is read: its size while that is read, then what is still to come of it. */
  #left = 0;
  #digits = 0;
  /** Of the chunk that is read. */
  #extensions = "";
  #extensionBytes = 0;
  #trailers = "";

  get isDone(): boolean {
    return this.#state === "done";
  }

  /**
   * Reads on at `at`; what stands in `bytes` before `end` is moved together where it is, and returned as one part.
   * Throws a ProtocolError.
   */
  decode(bytes: Buffer, at: number): Buffer {
    let start = at;
    let filled = at;
    while (at < bytes.length && this.#state !== "done") {
      if (this.#state !== "data") {
        this.#step(bytes[at++]!);
        continue;
      }
      const taken = Math.min(this.#left, bytes.length - at);
      if (filled === start) start = filled = at;
      if (filled !== at) bytes.copyWithin(filled, at, at + taken);
      filled += taken;
      at += taken;
      this.#left -= taken;
      if (this.#left === 0) this.#state = "data CR";
    }
    this.end = at;
    return bytes.subarray(start, filled);
  }

  #step(byte: number): void {
    switch (this.#state) {
      case "first digit":
      case "size":
        return this.#size(byte);
      case "extension":
        return this.#extension(byte);
      case "size LF":
        expectByte(byte, lf);
        this.#digits = 0;
        this.#state = this.#left === 0 ? "line start" : "data";
        return;
      case "data CR":
        expectByte(byte, cr);
        this.#state = "data LF";
        return;
      case "data LF":
        expectByte(byte, lf);
        this.#state = "first digit";
        return;
      default:
        return this.#trailer(byte);
    }
  }

  #size(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      if (++this.#digits > maxSizeDigits) throw new ProtocolError(400, "a chunk's size has too many digits");
      this.#left = this.#left * 16 + digit;
      this.#state = "size";
    } else if (this.#state === "first digit") throw new ProtocolError(400, "a chunk has no size");
    else if (byte === cr) this.#state = "size LF";
    else if (byte === semicolon) {
      this.#extensions = ";";
      this.#state = "extension";
    } else throw new ProtocolError(400, "a chunk's size is malformed");
  }

  #extension(byte: number): void {
    if (++this.#extensionBytes > maxExtensionBytes)
      throw new ProtocolError(413, "the chunks' extensions are too large");
    if (byte !== cr) {
      this.#extensions += String.fromCharCode(byte);
      return;
    }
    if (!extensionForm.test(this.#extensions)) throw new ProtocolError(400, "a chunk's extension is malformed");
    this.#state = "size LF";
  }

  #trailer(byte: number): void {
    if (this.#state === "last LF") {
      expectByte(byte, lf);
      checkTrailers(this.#trailers);
      this.#state = "done";
      return;
    }
    if (byte === cr && this.#state === "line start") {
      this.#state = "last LF";
      return;
    }
    this.#trailers += String.fromCharCode(byte);
    if (this.#trailers.length > maxTrailerBytes) throw new ProtocolError(431, "the trailers are too large");
    if (this.#state === "trailer LF") {
      expectByte(byte, lf);
      this.#state = "line start";
    } else if (isControl(byte) && byte !== cr) throw new ProtocolError(400, "a trailer is malformed");
    else this.#state = byte === cr ? "trailer LF" : "trailer";
  }
}

/** What a message is framed, routed or kept by (RFC 9110 §6.5.1): another reader might act on it. */
const forbidden = /^(?:content-length|transfer-encoding|host|connection|upgrade|expect)$/i;

function checkTrailers(text: string): void {
  const raw = parseFieldLines(text, 0);
  for (let at = 0; at < raw.length; at += 2) {
    if (forbidden.test(raw[at]!)) throw new ProtocolError(400, "a trailer says what only a head may");
  }
}

function expectByte(byte: number, expected: number): void {
  if (byte !== expected) throw new ProtocolError(400, "a chunk does not end where it said");
}

function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== tab) || byte === 0x7f;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

import { constants as bufferLimits } from "node:buffer";
import { promisify } from "node:util";
import { constants, gunzip, gzip, type InputType, type ZlibOptions } from "node:zlib";
import type { Compress } from "@genai-collector/component";

const pack = promisify<InputType, ZlibOptions, Buffer>(gzip);
const unpack = promisify<InputType, ZlibOptions, Buffer>(gunzip);

/** Telemetry repeats itself: the fastest level gets most of what the slowest does. */
const level = constants.Z_BEST_SPEED;
/** Where the operating system's number stands in the header (RFC 1952 §2.3); 255 is "unknown". */
const osByte = 9;

/** zlib on the thread pool. The header holds neither time nor name, and the same operating system on every one. */
export const systemCompress: Compress = {
  async gzip(bytes) {
    const packed = await pack(bytes.length === 1 ? bytes[0]! : Buffer.concat(bytes), { level, chunkSize: 65_536 });
    packed[osByte] = 255;
    return packed;
  },
  async gunzip(bytes, limit) {
    // zlib takes limits from one byte to what a buffer can hold.
    const maxOutputLength = Math.min(Math.max(1, limit), bufferLimits.MAX_LENGTH);
    try {
      const unpacked = await unpack(bytes, { maxOutputLength, chunkSize: 65_536 });
      if (unpacked.length <= limit) return unpacked;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") throw error;
    }
    throw new RangeError(`more than ${limit} bytes`);
  },
};

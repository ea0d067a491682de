import { gunzipSync, gzipSync } from "node:zlib";
import type { Compress } from "@genai-collector/component";
import { concat } from "./bytes.ts";
import type { VirtualSeam } from "./virtual-seam.ts";

/** RFC 1952 §2.3.1: the header's last byte names the operating system; 255 is "unknown". */
const operatingSystemAt = 9;

/** Real gzip, without the thread pool: it takes no virtual time and gives the same bytes on every machine. */
export class VirtualCompress implements Compress {
  readonly #seam: VirtualSeam;

  constructor(seam: VirtualSeam) {
    this.#seam = seam;
  }

  gzip(bytes: readonly Uint8Array[]): Promise<Uint8Array> {
    return this.#seam.call("compress.gzip", () => {
      const packed = new Uint8Array(gzipSync(concat(bytes), { level: 6 }));
      packed[operatingSystemAt] = 255;
      return packed;
    });
  }

  gunzip(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
    return this.#seam.call("compress.gunzip", () => {
      // zlib wants a limit of at least one byte, so none is checked here.
      const unpacked = new Uint8Array(gunzipSync(bytes, { maxOutputLength: Math.max(1, limit) }));
      if (unpacked.length > limit) throw new RangeError(`more than ${limit} bytes when unpacked`);
      return unpacked;
    });
  }
}

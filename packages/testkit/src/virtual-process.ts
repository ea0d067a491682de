import type { MemoryUse, OwnProcess } from "@genai-collector/component";

const mebibyte = 1024 * 1024;

/** A process whose memory is what the test says. */
export class VirtualProcess implements OwnProcess {
  names: OwnProcess["names"];
  /** What `memory` tells: 50 MiB of heap at first. */
  use: MemoryUse = {
    heapUsedBytes: 50 * mebibyte,
    heapLimitBytes: 4096 * mebibyte,
    bufferBytes: 0,
    rssBytes: 80 * mebibyte,
  };
  /** What the machine or container grants: 8 GiB at first. */
  limitBytes = 8192 * mebibyte;
  /** What a collection does to `use`; nothing at first. */
  onCollect: () => void = () => undefined;
  #collections = 0;

  /** Runs on the machine `host`. */
  constructor(host: string) {
    this.names = { pod: undefined, host };
  }

  /** Collections so far. */
  get collections(): number {
    return this.#collections;
  }

  memory(): MemoryUse {
    return this.use;
  }

  memoryLimitBytes(): number {
    return this.limitBytes;
  }

  async collectGarbage(): Promise<void> {
    this.#collections++;
    this.onCollect();
  }
}

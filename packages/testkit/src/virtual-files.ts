import { posix } from "node:path";
import { crc32 } from "node:zlib";
import type { Files, FileStat, OpenFile } from "@genai-collector/component";
import { concat } from "./bytes.ts";
import type { VirtualDisk } from "./virtual-disk.ts";
import type { VirtualFile } from "./virtual-file.ts";
import type { VirtualHandles } from "./virtual-handles.ts";
import type { VirtualSeam } from "./virtual-seam.ts";
import type { World } from "./world.ts";

/** The files of one process, on its machine's disk. */
export class VirtualFiles implements Files {
  readonly #world: World;
  readonly #disk: VirtualDisk;
  readonly #seam: VirtualSeam;
  readonly #handles: VirtualHandles;

  constructor(world: World, disk: VirtualDisk, seam: VirtualSeam, handles: VirtualHandles) {
    this.#world = world;
    this.#disk = disk;
    this.#seam = seam;
    this.#handles = handles;
  }

  read(path: string, offset?: number, length?: number): Promise<Uint8Array | undefined> {
    return this.#call("read", path, () => this.#disk.read(path, offset, length));
  }

  async open(path: string, mode: "append" | "truncate"): Promise<OpenFile> {
    const file = await this.#call("open", path, () => this.#disk.open(path, mode));
    const forget = this.#handles.add(`file ${path}`, () => undefined);
    return new VirtualOpenFile(file, path, this.#disk, (name, run) => this.#call(name, path, run), forget);
  }

  stat(path: string): Promise<FileStat | undefined> {
    return this.#call("stat", path, () => this.#disk.stat(path));
  }

  makeFolder(path: string): Promise<void> {
    return this.#call("makeFolder", path, () => this.#disk.makeFolder(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call("rename", to, () => this.#disk.rename(from, to));
  }

  remove(path: string): Promise<void> {
    return this.#call("remove", path, () => this.#disk.remove(path));
  }

  list(folder: string): Promise<readonly string[]> {
    return this.#call("list", folder, () => this.#disk.list(folder));
  }

  syncFolder(folder: string): Promise<void> {
    return this.#call("syncFolder", folder, () => this.#disk.syncFolder(folder));
  }

  checksum(bytes: Uint8Array, seed?: number): number {
    return crc32(bytes, seed);
  }

  /** Held until released, or until the process dies. */
  async lock(path: string): Promise<{ release(): Promise<void> } | undefined> {
    const name = await this.#call("lock", path, () => this.#disk.enter("lock", posix.normalize(path)));
    if (this.#disk.locks.has(name)) return undefined;
    const held = {};
    const free = (): void => {
      if (this.#disk.locks.get(name) === held) this.#disk.locks.delete(name);
    };
    this.#disk.locks.set(name, held);
    const forget = this.#handles.add(`lock ${path}`, free);
    return {
      release: () =>
        this.#call("unlock", path, () => {
          forget();
          free();
        }),
    };
  }

  #call<T>(name: string, path: string, run: () => T): Promise<T> {
    const work = async (): Promise<T> => {
      if (this.#disk.latencyMs > 0) await this.#world.wait(this.#disk.latencyMs);
      return run();
    };
    return this.#seam.call(`files.${name}`, work, path);
  }
}

type Call = <T>(name: string, run: () => T) => Promise<T>;

class VirtualOpenFile implements OpenFile {
  readonly #file: VirtualFile;
  readonly #path: string;
  readonly #disk: VirtualDisk;
  readonly #call: Call;
  readonly #forget: () => void;
  #isClosed = false;

  constructor(file: VirtualFile, path: string, disk: VirtualDisk, call: Call, forget: () => void) {
    this.#file = file;
    this.#path = path;
    this.#disk = disk;
    this.#call = call;
    this.#forget = forget;
  }

  write(bytes: Uint8Array | readonly Uint8Array[]): Promise<void> {
    const whole = bytes instanceof Uint8Array ? bytes : concat(bytes);
    return this.#whileOpen("write", () => this.#disk.write(this.#file, this.#path, whole));
  }

  sync(): Promise<void> {
    return this.#whileOpen("sync", () => this.#disk.sync(this.#file, this.#path));
  }

  truncate(length: number): Promise<void> {
    return this.#whileOpen("truncate", () => this.#disk.truncate(this.#file, this.#path, length));
  }

  close(): Promise<void> {
    return this.#whileOpen("close", () => {
      this.#isClosed = true;
      this.#forget();
    });
  }

  #whileOpen(name: string, run: () => void): Promise<void> {
    return this.#call(name, () => {
      if (this.#isClosed) throw new Error(`EBADF: ${name} of ${this.#path}, which is closed`);
      run();
    });
  }
}

import { posix } from "node:path";
import type { SeededRandom } from "./seeded-random.ts";
import { VirtualFile } from "./virtual-file.ts";
import { VirtualFolders } from "./virtual-folders.ts";

/** The ways in which a program uses a disk, as `DiskFault` names them. */
export type DiskCall =
  | "read"
  | "open"
  | "stat"
  | "makeFolder"
  | "write"
  | "sync"
  | "truncate"
  | "rename"
  | "remove"
  | "list"
  | "syncFolder"
  | "lock";

/** A scripted error. */
export interface DiskFault {
  readonly call: DiskCall | readonly DiskCall[];
  /** A whole path, or a pattern; every path when absent. */
  readonly path?: string | RegExp;
  /** The error's `code`, `EIO` for example. */
  readonly code: string;
  /** How often, at most. Always when absent. */
  readonly times?: number;
}

/** An error as the file system reports it. */
export class DiskError extends Error {
  readonly code: string;
  readonly syscall: DiskCall;
  readonly path: string;

  constructor(code: string, syscall: DiskCall, path: string) {
    super(`${code}: ${syscall} '${path}'`);
    this.name = "DiskError";
    this.code = code;
    this.syscall = syscall;
    this.path = path;
  }
}

/** The disk of one machine. It forgets what was not synced: contents, and names too. */
export class VirtualDisk {
  /** Bytes that fit. A write that does not fit ends with `ENOSPC` and leaves what did. */
  capacityBytes = Infinity;
  /** How long every call takes, in virtual milliseconds. */
  latencyMs = 0;
  /** Who holds which lock file. */
  readonly locks = new Map<string, object>();
  readonly #random: SeededRandom;
  readonly #folders = new VirtualFolders<VirtualFile>();
  /** Folders that were made: they are durable from the beginning. */
  readonly #made = new Set<string>();
  readonly #faults = new Set<DiskFault & { left: number }>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  get usedBytes(): number {
    let used = 0;
    for (const file of this.#folders.files()) used += file.length;
    return used;
  }

  /** Lets calls fail. Returns the repair. */
  fail(fault: DiskFault): () => void {
    const active = { ...fault, left: fault.times ?? Infinity };
    this.#faults.add(active);
    return () => this.#faults.delete(active);
  }

  /** What a test looks at: the bytes that programs see, without faults. */
  get(path: string): Uint8Array | undefined {
    return this.#folders.get(posix.normalize(path))?.read();
  }

  /** What a test looks at: the bytes that a power cut leaves at least. */
  durable(path: string): Uint8Array | undefined {
    return this.#folders.durable(posix.normalize(path))?.readDurable();
  }

  /** What a test prepares: a file that is there and synced. */
  put(path: string, bytes: Uint8Array): void {
    const name = posix.normalize(path);
    this.#folders.create(name, new VirtualFile(bytes));
    this.#folders.sync(posix.dirname(name));
  }

  /** What a test takes away: for good. */
  erase(path: string): void {
    const name = posix.normalize(path);
    if (this.#folders.get(name) === undefined) return;
    this.#folders.remove(name);
    this.#folders.sync(posix.dirname(name));
  }

  read(path: string, offset?: number, length?: number): Uint8Array | undefined {
    return this.#folders.get(this.enter("read", path))?.read(offset, length);
  }

  /** A folder is there once it was made, or once a file is in it. */
  stat(path: string): { readonly kind: "file" | "folder"; readonly size: number } | undefined {
    const name = this.enter("stat", path);
    const file = this.#folders.get(name);
    if (file !== undefined) return { kind: "file", size: file.length };
    const isFolder = this.#made.has(name) || this.#folders.hasBelow(name);
    return isFolder ? { kind: "folder", size: 0 } : undefined;
  }

  makeFolder(path: string): void {
    this.#made.add(this.enter("makeFolder", path));
  }

  open(path: string, mode: "append" | "truncate"): VirtualFile {
    const name = this.enter("open", path);
    let file = this.#folders.get(name);
    if (file === undefined) this.#folders.create(name, (file = new VirtualFile()));
    if (mode === "truncate") file.truncate(0);
    return file;
  }

  write(file: VirtualFile, path: string, bytes: Uint8Array): void {
    this.enter("write", path);
    const room = Math.max(0, this.capacityBytes - this.usedBytes);
    file.append(bytes.subarray(0, room));
    if (bytes.length > room) throw new DiskError("ENOSPC", "write", path);
  }

  sync(file: VirtualFile, path: string): void {
    try {
      this.enter("sync", path);
    } catch (error) {
      file.failToSync();
      throw error;
    }
    file.sync();
  }

  truncate(file: VirtualFile, path: string, length: number): void {
    this.enter("truncate", path);
    file.truncate(length);
  }

  rename(from: string, to: string): void {
    const [source, target] = [this.enter("rename", from), posix.normalize(to)];
    const file = this.#folders.get(source);
    if (file === undefined) throw new DiskError("ENOENT", "rename", from);
    if (source !== target) this.#folders.rename(source, target, file);
  }

  remove(path: string): void {
    const name = this.enter("remove", path);
    if (this.#folders.get(name) !== undefined) this.#folders.remove(name);
  }

  list(folder: string): string[] {
    return this.#folders.list(this.enter("list", folder));
  }

  syncFolder(folder: string): void {
    this.#folders.sync(this.enter("syncFolder", folder));
  }

  /** The machine gets another disk: an empty one. */
  wipe(): void {
    this.#folders.wipe();
    this.#made.clear();
    this.locks.clear();
  }

  cutPower(unsynced: "seeded" | "forgotten"): void {
    const random = unsynced === "seeded" ? this.#random : undefined;
    this.#folders.cutPower(random);
    for (const file of new Set(this.#folders.files())) file.cutPower(random);
    this.locks.clear();
  }

  /** Fails as scripted, else gives the path in its normal form. */
  enter(call: DiskCall, path: string): string {
    for (const fault of this.#faults) {
      if (fault.left <= 0 || !concerns(fault, call, path)) continue;
      fault.left--;
      throw new DiskError(fault.code, call, path);
    }
    const name = posix.normalize(path);
    return name.length > 1 && name.endsWith("/") ? name.slice(0, -1) : name;
  }
}

function concerns(fault: DiskFault, call: DiskCall, path: string): boolean {
  const calls = typeof fault.call === "string" ? [fault.call] : fault.call;
  if (!calls.includes(call)) return false;
  if (fault.path === undefined) return true;
  return typeof fault.path === "string" ? fault.path === path : fault.path.test(path);
}

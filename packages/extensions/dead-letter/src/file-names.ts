/** `letters`: what is kept. `marks`: what became of it in replays. `tmp`: a file that is being rewritten. */
export type FileKind = "letters" | "marks" | "tmp";

/** What a file's name says. */
export interface FileName {
  /** Grows from file to file. */
  readonly serial: number;
  /** Checksums in the file begin with it. */
  readonly salt: number;
  readonly kind: FileKind;
}

/** Who writes letters into a folder. */
export const writerLockName = "lock";
/** Who deletes or replays letters of a folder. */
export const replayLockName = "replay.lock";

const pattern = /^(\d{16})-([0-9a-f]{8})\.(letters|marks|tmp)$/;

/** The name of a file in the folder of a worker. */
export function formatFileName({ serial, salt, kind }: FileName): string {
  return `${String(serial).padStart(16, "0")}-${salt.toString(16).padStart(8, "0")}.${kind}`;
}

/** Undefined for the name of something else. */
export function tryParseFileName(name: string): FileName | undefined {
  const [, serial, salt, kind] = pattern.exec(name) ?? [];
  if (serial === undefined) return undefined;
  return { serial: Number(serial), salt: Number.parseInt(salt!, 16), kind: kind as FileKind };
}

/** The folder of a worker. */
export function workerFolder(directory: string, worker: number): string {
  return `${directory}/worker-${worker}`;
}

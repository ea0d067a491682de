/** What a segment's name says, so that no byte inside of it is needed to read the rest. */
export interface SegmentName {
  readonly worker: number;
  /** Grows from segment to segment of a worker; no position in an older segment is greater. */
  readonly serial: number;
  /** What its checksums begin with. */
  readonly salt: number;
}

const segmentPattern = /^([0-9]{1,6})-([0-9]{16})-([0-9a-f]{8})\.seg$/;

/** `0-0000000000004711-9f3a22c1.seg` */
export function formatSegmentName({ worker, serial, salt }: SegmentName): string {
  return `${worker}-${String(serial).padStart(16, "0")}-${salt.toString(16).padStart(8, "0")}.seg`;
}

/** Undefined when the last part of `path` is not a segment's name. */
export function tryParseSegmentName(path: string): SegmentName | undefined {
  const match = segmentPattern.exec(path.slice(path.lastIndexOf("/") + 1));
  if (match === null) return undefined;
  return { worker: Number(match[1]), serial: Number(match[2]), salt: Number.parseInt(match[3]!, 16) };
}

/** The lock of one worker's segments, beside them. */
export function lockName(worker: number): string {
  return `${worker}.lock`;
}

/**
 * The folder of a log. As in otelcol, what is neither a letter, a digit nor one of `.-_` becomes `~` and four hexadecimal
 * digits; here of each UTF-16 unit, so that no two names share a folder. A dot in front is encoded, too: `..` is a name.
 */
export function folderName(name: string): string {
  return name.replace(/^\.|[^A-Za-z0-9._-]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => {
      const unit = character.charCodeAt(i);
      return `~${unit.toString(16).toUpperCase().padStart(4, "0")}`;
    }).join(""),
  );
}

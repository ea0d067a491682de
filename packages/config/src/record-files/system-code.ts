/** The text that a file system gives an error: `ENOSPC`, for one. */
export function systemCode(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "the file system failed";
}

/** Whether the disk, or the user's share of it, has no room. */
export function isFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(systemCode(error));
}

/** Whether a problem's path is `other`, or leads into it. Both as messages have them: joined with `::`. */
export function isAtOrBelow(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}::`);
}

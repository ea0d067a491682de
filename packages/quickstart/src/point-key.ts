/** One text for a series at one time, whatever the order of its labels. */
export function pointKey(name: string, labels: Readonly<Record<string, string>>, time: number): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, sorted, time]);
}

/** What the label `session` holds. */
export type SessionLabelValue = "id" | "name";

/**
 * The label of each project, by id. A name stands only where it is a label and no other project has it, nor is it an id: two
 * projects with one name would be one series, of which one value is lost.
 */
export function sessionLabels(
  projects: readonly { readonly id: string | undefined; readonly name: string | number | undefined }[],
  value: SessionLabelValue,
): ReadonlyMap<string, string> {
  const uses = new Map<unknown, number>();
  for (const { id, name } of projects)
    for (const text of [id, name]) if (text !== undefined) uses.set(text, (uses.get(text) ?? 0) + 1);
  const labels = new Map<string, string>();
  for (const { id, name } of projects) {
    if (id === undefined) continue;
    const isUsable = value === "name" && typeof name === "string" && name !== "" && uses.get(name) === 1;
    labels.set(id, isUsable ? name : id);
  }
  return labels;
}

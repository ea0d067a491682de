/** A field that leaves, as far as people are told of it. */
export interface ToldField {
  readonly name: string;
  /** What its values are: a class or a type. */
  readonly class: string;
  readonly isOptedIn: boolean;
}

/** For a log at start or a README: `these fields leave: id (uuid), error (text, opted in)`. */
export function sentenceOfLeaving(fields: readonly ToldField[]): string {
  const parts = fields.map(({ name, class: type, isOptedIn }) => `${name} (${type}${isOptedIn ? ", opted in" : ""})`);
  return parts.length === 0 ? "no field leaves" : `these fields leave: ${parts.join(", ")}`;
}

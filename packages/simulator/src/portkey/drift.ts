import type { PortkeyFaultKind } from "./portkey-faults.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Longer than any field that is meant to be read, shorter than what a body may be. */
const hugeText = "9".repeat(200_000);

/** What schema drift does to one field of an object: it goes, is null, is a text, is huge, or has another name. */
export function drifted(object: Fields, field: string | undefined, fault: PortkeyFaultKind | undefined): Fields {
  if (field === undefined || !(field in object)) return object;
  const others = Object.fromEntries(Object.entries(object).filter(([name]) => name !== field));
  switch (fault) {
    case "missing_field":
      return others;
    case "null_field":
      return { ...object, [field]: null };
    case "text_number":
      return { ...object, [field]: String(object[field]) };
    case "huge_field":
      return { ...object, [field]: typeof object[field] === "number" ? 1e300 : hugeText };
    case "renamed_field":
      return { ...others, [`${field}_v2`]: object[field] };
    default:
      return object;
  }
}

/**
 * Header fields by name, without a prototype: no name that a client can send finds something that it did not send. Made
 * by a constructor, unlike `Object.create(null)`, so that the engine keeps the fields as it keeps those of any object.
 */
const FieldMap = function () {} as unknown as new () => Record<string, string>;
FieldMap.prototype = Object.create(null);

/** Names in lower case; repeated fields joined with ", ", cookies with "; " (RFC 9113 §8.2.3). Pseudo-fields are left out. */
export function fieldMap(raw: readonly string[]): Record<string, string> {
  const fields = new FieldMap();
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]!.toLowerCase();
    if (name.charCodeAt(0) === colon) continue;
    const before = fields[name];
    fields[name] = before === undefined ? raw[at + 1]! : before + (name === "cookie" ? "; " : ", ") + raw[at + 1]!;
  }
  return fields;
}

/** A copy in which a field that is there has another value. */
export function withField(
  fields: Readonly<Record<string, string>>,
  name: string,
  value: string,
): Record<string, string> {
  const copy = new FieldMap();
  for (const each in fields) copy[each] = each === name ? value : fields[each]!;
  return copy;
}

const colon = 0x3a;

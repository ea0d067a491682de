/** Environment variables that a configuration cannot do without: those that it gives no default for. */
export function neededVariables(text: string): readonly string[] {
  const said = text.replaceAll(/^\s*#.*$/gm, "");
  return [...new Set([...said.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => name!))];
}

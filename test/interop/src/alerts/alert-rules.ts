/** A file of rules, as far as tests take it apart: each alert with the text of its rule. The file is formatted, so lines will do. */
export function alertRules(rules: string): ReadonlyMap<string, string> {
  const blocks = rules.split(/^(?= +- (?:alert|name): )/m).filter((block) => /^ +- alert: /.test(block));
  return new Map(blocks.map((block) => [/alert: (\S+)/.exec(block)![1]!, block]));
}

/** A file of one alert alone: what else is in the file need not be evaluated. */
export function fileOfOne(rule: string): string {
  return `groups:\n  - name: one\n    rules:\n${rule}`;
}

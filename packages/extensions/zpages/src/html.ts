/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[];

/** Writes HTML. What is put in is text, and escaped, unless it is HTML already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((all, string, index) => all + written(parts[index - 1]!) + string));
}

function written(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("");
  return String(part)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const style = new Html(`<style>
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
nav a{margin-right:1.2rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884;vertical-align:top}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
code{font:13px/1.5 ui-monospace,monospace}
.ok{color:#0a7d32}.bad{color:#c22}.wait{color:#96690a}
@media(prefers-color-scheme:dark){.ok{color:#5ad17f}.bad{color:#ff7b72}.wait{color:#e3b341}}
</style>`);

/** A whole page. `links`: where else to go. */
export function page(title: string, links: readonly (readonly [path: string, name: string])[], content: Html): string {
  const nav = links.map(([path, name]) => html`<a href="${path}">${name}</a>`);
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${style}
      </head>
      <body>
        <nav>${nav}</nav>
        <h1>${title}</h1>
        ${content}
      </body>
    </html> `;
  return whole.text;
}

/** A table; `numbers`: columns that are aligned as numbers. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
  numbers: readonly number[] = [],
): Html {
  const kind = (column: number): Html => (numbers.includes(column) ? html` class="number"` : html``);
  const heads = head.map((name, column) => html`<th${kind(column)}>${name}</th>`);
  const body = rows.map(
    (cells) =>
      html`<tr>
        ${cells.map((cell, column) => html`<td${kind(column)}>${cell}</td>`)}
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
}

/** What XML 1.0 allows no way of writing: most control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeXml(text: string): string {
  return text.replaceAll(FORBIDDEN, "\u{FFFD}").replaceAll(/[&<>"]/g, (character) => ESCAPES[character]!);
}

/** An element, as its lines without indentation. */
export type Element = readonly string[];

type Attributes = Readonly<Record<string, string | number>>;

/** An element with text in it, or none. */
export function leaf(name: string, text?: string | number, attributes: Attributes = {}): Element {
  const open = name + attributesOf(attributes);
  return [text === undefined ? `<${open}/>` : `<${open}>${escapeXml(String(text))}</${name}>`];
}

/** An element with elements in it. */
export function branch(name: string, attributes: Attributes, ...children: (Element | null)[]): Element {
  const lines = [`<${name}${attributesOf(attributes)}>`];
  for (const child of children) for (const line of child ?? []) lines.push(`  ${line}`);
  lines.push(`</${name}>`);
  return lines;
}

function attributesOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");
}

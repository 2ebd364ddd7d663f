export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const TOKEN = /<\?xml[^?]*\?>|<!DOCTYPE [^>]*>|<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads the XML that a document without comments, namespaces and CDATA consists of. @throws Error where it is not well formed */
export function readXml(source: string): XmlElement {
  const top: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new Error(`Not well formed at ${at}: ${source.slice(at, at + 40)}`);
    const [, closing, name, attributes, empty, text] = match;
    if (text !== undefined) open.at(-1)!.text += decode(text);
    if (name === undefined) continue;
    if (closing) {
      if (open.pop()!.name !== name) throw new Error(`</${name}> closes another element.`);
      continue;
    }
    const element: XmlElement = { name, attributes: {}, children: [], text: "" };
    for (const [, key, value] of attributes!.matchAll(/([\w-]+)="([^"]*)"/g)) {
      if (key! in element.attributes) throw new Error(`${key} stands twice.`);
      element.attributes[key!] = decode(value!);
    }
    open.at(-1)!.children.push(element);
    if (!empty) open.push(element);
  }
  if (open.length !== 1 || top.children.length !== 1)
    throw new Error("There must be one element that is closed.");
  return top.children[0]!;
}

function decode(text: string): string {
  if (/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/u.test(text)) throw new Error("A forbidden character.");
  return text.replaceAll(/&(\w*;?)/g, (_, name: string) => {
    const character = ENTITIES[name.slice(0, -1)];
    if (!name.endsWith(";") || character === undefined) throw new Error(`&${name} is no entity.`);
    return character;
  });
}

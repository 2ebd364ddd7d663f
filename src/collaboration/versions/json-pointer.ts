/** One name of a JSON pointer, with what means something in it written otherwise. Source: RFC 6901, section 3. */
export function pointerPart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

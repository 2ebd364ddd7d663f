import { element } from "../../../http/page/index.ts";
import type { Kind } from "../contract.ts";
import { quietButton } from "../drawing/buttons.ts";
import type { Api } from "../request.ts";
import { words } from "../words.ts";
import { createPanel } from "./panel.ts";

const { exporting: said } = words;
type Format = keyof typeof said.formats;

const FORMATS: Partial<Record<Kind, { format: Format; ending: string }[]>> = {
  arrangement: [
    { format: "musicxml", ending: "musicxml" },
    { format: "midi", ending: "mid" },
  ],
  playlist: [
    { format: "m3u8", ending: "m3u8" },
    { format: "jspf", ending: "jspf" },
  ],
};

/** A name that every file system takes. */
export function fileName(title: string, ending: string): string {
  const plain = title
    .replaceAll(/[^\p{L}\p{N} _.-]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 80);
  return `${plain.replace(/^[. ]+/, "") || "room"}.${ending}`;
}

/** Buttons that download the document in the formats that its kind has. */
export function createExports(api: Api, roomId: string, kind: Kind, title: () => string): HTMLElement {
  const panel = createPanel("exports", said.heading);
  const buttons = (FORMATS[kind] ?? []).map(({ format, ending }) =>
    quietButton(
      said.formats[format],
      null,
      () =>
        void panel.attempt(async () => {
          const blob = await api.download(`rooms/${roomId}/export?as=${format}`);
          const link = element("a", { href: URL.createObjectURL(blob), download: fileName(title(), ending) });
          link.click();
          setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
          panel.say(said.done(link.download));
        }),
    ),
  );
  panel.body.append(element("p", { class: "acts" }, ...buttons));
  return panel.node;
}

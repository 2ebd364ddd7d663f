import { drawing } from "../../../http/page/index.ts";
import { qrCode } from "./qr-code.ts";

const QUIET_ZONE = 4;

/** A QR code of the text as an SVG that is dark on light whatever the theme, since readers expect that. */
export function qrDrawing(text: string, label: string): SVGSVGElement {
  const modules = qrCode(text);
  const edge = modules.length + 2 * QUIET_ZONE;
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z` : "")))
    .join("");
  return drawing(
    "svg",
    {
      class: "qr",
      viewBox: `0 0 ${edge} ${edge}`,
      role: "img",
      "aria-label": label,
      "shape-rendering": "crispEdges",
    },
    drawing("path", { class: "light", d: `M0 0h${edge}v${edge}H0z` }),
    drawing("path", { class: "dark", d: path }),
  );
}

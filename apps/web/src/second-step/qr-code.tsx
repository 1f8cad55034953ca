import { encode } from "uqr";
import classes from "./qr-code.module.css";

/** ISO/IEC 18004, 6.3.8: scanners need a quiet zone of four modules. */
const quietZone = 4;

/**
 * A QR code as an SVG that React makes: the page's policy allows neither a `data:` picture nor `innerHTML`. The light
 * squares are drawn too, since scanners want dark on light in the dark theme as well.
 */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: quietZone });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}

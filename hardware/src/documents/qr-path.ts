import { encode } from "uqr";

/** A QR code as one path of an SVG: each dark square is a unit. */
export interface QrPath {
  readonly size: number;
  readonly path: string;
}

/** With the quiet border of four squares that cameras need (ISO/IEC 18004). */
export const qrPath = (text: string): QrPath => {
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return { size, path };
};

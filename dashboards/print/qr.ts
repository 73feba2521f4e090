import { qrPath } from "@datacityzen/hardware/documents/qr-path";

/** A QR code as a picture for a template. */
export const qrSvg = (text: string): string => {
  const { size, path } = qrPath(text);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
};

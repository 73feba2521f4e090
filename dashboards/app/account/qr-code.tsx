import type { QrPath } from "@datacityzen/hardware/documents/qr-path";

/** Dark on white in every colour scheme: cameras expect it. */
export const QrCode = ({ size, path, label }: QrPath & { label: string }) => (
  <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
    <rect width={size} height={size} fill="#fff" />
    <path d={path} fill="#000" shapeRendering="crispEdges" />
  </svg>
);

import { expect, test } from "vitest";
import { qrPath } from "./qr-path.ts";

test("a QR code keeps its border free and has its three corners", () => {
  const { size, path } = qrPath(
    "otpauth://totp/DataCityZen:a@b.fr?secret=ABCDEFGH&issuer=DataCityZen",
  );
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h/g)].map(([, x, y]) => `${x} ${y}`));
  for (let index = 0; index < size; index++)
    for (const edge of [0, 3, size - 4, size - 1])
      for (const place of [`${index} ${edge}`, `${edge} ${index}`])
        expect(dark.has(place), place).toBe(false);
  for (const corner of ["4 4", `${size - 5} 4`, `4 ${size - 5}`]) expect(dark).toContain(corner);
});

import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

const chunk = (type: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

/** A PNG of one bit a pixel, all black: very large pictures in few bytes. */
export const blackPng = (width: number, height: number): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1;
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 1 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

/** The left half red, the right half blue. */
const halves = (width: number, height: number): Buffer => {
  const pixels = Buffer.alloc(3 * width * height);
  for (let index = 0; index < width * height; index++)
    pixels[3 * index + (index % width < width / 2 ? 0 : 2)] = 255;
  return pixels;
};

export const picture = (width = 64, height = 48) =>
  sharp(halves(width, height), { raw: { width, height, channels: 3 } });

/** A photograph as a phone makes it: turned, with its place and device. */
export const photograph = (): Promise<Buffer> =>
  picture()
    .withExif({
      IFD0: { Make: "SecretPhone", Copyright: "SecretName", Orientation: "6" },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "44/1 50/1 16/1",
        GPSLongitudeRef: "W",
        GPSLongitude: "0/1 34/1 46/1",
      },
    })
    .withIccProfile("p3")
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

/** A page of a scan, as a scanner writes it, with what is to be added. */
export const pdf = (added = "", packed = ""): Buffer => {
  const stream = packed === "" ? Buffer.alloc(0) : deflateSync(packed);
  return Buffer.concat([
    Buffer.from(
      `%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R ${added} >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n3 0 obj\n<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`,
      "latin1",
    ),
    stream,
    Buffer.from("\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n", "latin1"),
  ]);
};

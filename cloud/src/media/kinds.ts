/** What a file is, by its first bytes: neither its name nor what the sender says of it counts. */
export type FileKind =
  | { readonly taken: "image" | "animation" | "pdf" }
  /** Why not, by the name of its problem, and what it seems to be. */
  | { readonly refused: "heic" | "svg" | "audio" | "video" | "document" | "unknown" };

/** As many bytes as are looked at. */
export const HEAD_BYTES = 512;

const starts = (bytes: Uint8Array, text: string, at = 0): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    "latin1",
    at,
    at + text.length,
  ) === text;

const heicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];
const avifBrands = ["avif", "avis"];
const audioBrands = ["M4A ", "M4B ", "M4P "];

/** Files of the ISO family name their kind: pictures of phones, videos, music. */
const ofIsoFamily = (bytes: Uint8Array): FileKind => {
  const brands = Buffer.from(bytes).toString("latin1", 8, HEAD_BYTES);
  const main = brands.slice(0, 4);
  const length = Math.min(Buffer.from(bytes).readUInt32BE(0), HEAD_BYTES);
  const others = Array.from({ length: Math.max(0, (length - 16) >> 2) }, (_, index) =>
    brands.slice(8 + 4 * index, 12 + 4 * index),
  );
  const all = [main, ...others];
  if (all.some((brand) => avifBrands.includes(brand))) return { taken: "image" };
  if (all.some((brand) => heicBrands.includes(brand))) return { refused: "heic" };
  return { refused: audioBrands.includes(main) ? "audio" : "video" };
};

export const fileKind = (bytes: Uint8Array): FileKind => {
  if (starts(bytes, "\xff\xd8\xff")) return { taken: "image" };
  if (starts(bytes, "\x89PNG\r\n\x1a\n")) return { taken: "image" };
  if (starts(bytes, "GIF87a") || starts(bytes, "GIF89a")) return { taken: "animation" };
  if (starts(bytes, "RIFF") && starts(bytes, "WEBP", 8)) return { taken: "animation" };
  if (starts(bytes, "%PDF-")) return { taken: "pdf" };
  if (bytes.length >= 16 && starts(bytes, "ftyp", 4)) return ofIsoFamily(bytes);
  if (
    ["ID3", "OggS", "fLaC", "\xff\xfb", "\xff\xf3", "\xff\xf1"].some((mark) =>
      starts(bytes, mark),
    ) ||
    (starts(bytes, "RIFF") && starts(bytes, "WAVE", 8))
  )
    return { refused: "audio" };
  if (starts(bytes, "\x1aE\xdf\xa3") || (starts(bytes, "RIFF") && starts(bytes, "AVI ", 8)))
    return { refused: "video" };
  if (starts(bytes, "PK\x03\x04") || starts(bytes, "\xd0\xcf\x11\xe0"))
    return { refused: "document" };
  const text = Buffer.from(bytes).toString("latin1");
  if (/<svg[\s>]/i.test(text) || starts(bytes, "\x1f\x8b")) return { refused: "svg" };
  return { refused: "unknown" };
};

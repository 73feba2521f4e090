/**
 * A process of its own, for one file: pictures of strangers are decoded by libraries in C, whose faults must
 * not end what measures. `node encode.ts <kind> <file> <folder>` writes `full` and `small` into the folder and
 * says on its output what they are.
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import type { Encoded, EncodedFile, EncodeRefusal } from "./encoder.ts";
import { FRAMES, FULL_SIDE, PIXELS, PIXELS_AT_ONCE, SIDE, SMALL_SIDE } from "./limits.ts";
import { judgePdf } from "./pdf.ts";

const [kind = "", file = "", folder = ""] = process.argv.slice(2);

const say = (result: Encoded): void => void process.stdout.write(JSON.stringify(result));
const refuse = (code: EncodeRefusal) => say({ ok: false, code });

const keep = async (
  name: EncodedFile["name"],
  bytes: Buffer,
  size?: { readonly width: number; readonly height: number },
): Promise<EncodedFile> => {
  await writeFile(join(folder, name), bytes, { flush: true });
  return {
    name,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    ...size,
  };
};

/** Only what people's pictures are; no text formats, no lists of files, nothing that reads other files. */
const only = (...loaders: readonly string[]): void => {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: loaders.map((name) => `VipsForeignLoad${name}File`) });
};

const encodeImage = async (animated: boolean): Promise<void> => {
  only("Jpeg", "Png", "Webp", "Nsgif", "Heif");
  sharp.cache(false);
  sharp.concurrency(1);
  const options = { limitInputPixels: PIXELS, failOn: "error", animated } as const;
  const { width = 0, height = 0, pages = 1, ...more } = await sharp(file, options).metadata();
  const oneHeight = more.pageHeight ?? height;
  const isAtOnce = more.format === "heif" || (more.format === "png" && more.isProgressive === true);
  const isTooLarge =
    width > SIDE ||
    oneHeight > SIDE ||
    pages > FRAMES ||
    width * oneHeight * pages > (isAtOnce ? PIXELS_AT_ONCE : PIXELS);
  if (isTooLarge) return refuse("too_many_pixels");
  const files: EncodedFile[] = [];
  for (const [name, side, quality] of [
    ["full", FULL_SIDE, 82],
    ["small", SMALL_SIDE, 75],
  ] as const) {
    const picture = sharp(file, options);
    // Pictures of an animation are never turned.
    const upright = pages > 1 ? picture : picture.autoOrient();
    const { data, info } = await upright
      .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      // Nothing of the file's own is kept: no place, no device, no profile, no words.
      .webp({ quality, effort: 4, smartSubsample: true })
      .toBuffer({ resolveWithObject: true });
    files.push(
      await keep(name, data, { width: info.width, height: info.pageHeight ?? info.height }),
    );
  }
  say({ ok: true, type: "image/webp", files });
};

const encodePdf = async (): Promise<void> => {
  const bytes = await readFile(file);
  const judged = judgePdf(bytes);
  if (judged === "active") return refuse("pdf_active");
  if (judged === "damaged") return refuse("damaged");
  say({ ok: true, type: "application/pdf", files: [await keep("full", bytes)] });
};

try {
  setPriority(10);
  // When memory ends, the system ends this process first.
  await writeFile("/proc/self/oom_score_adj", "900").catch(() => undefined);
  if (kind === "pdf") await encodePdf();
  else await encodeImage(kind === "animation");
} catch (error) {
  const { message } = error as Error;
  refuse(/pixel limit|too large|dimension/i.test(message) ? "too_many_pixels" : "damaged");
}

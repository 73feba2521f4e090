import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEncoder, type Encode } from "./encoder.ts";
import { fileKind } from "./kinds.ts";
import { judgePdf } from "./pdf.ts";
import { blackPng, pdf, photograph, picture } from "./pictures.fixture.ts";

let folder: string;
let encode: Encode;
const stopping = new AbortController();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-encode-"));
  encode = createEncoder(stopping.signal);
});
afterAll(() => rm(folder, { recursive: true }));

const encoded = async (bytes: Buffer) => {
  const file = join(folder, "file");
  await writeFile(file, bytes);
  const kind = fileKind(bytes);
  if ("refused" in kind) return { kind: kind.refused };
  const result = await encode(kind.taken, file, folder);
  if (!result.ok) return { refused: result.code };
  const full = await readFile(join(folder, "full"));
  return { result, full };
};

test("a photograph keeps its picture, upright, and loses place, device, profile and all else", async () => {
  const bytes = await photograph();
  const before = await sharp(bytes).metadata();
  expect(before.exif?.toString("latin1")).toContain("SecretPhone");
  expect(before).toMatchObject({ orientation: 6, width: 64, height: 48 });
  const trailing = Buffer.concat([bytes, Buffer.from("<script>SecretTail</script>PK\x03\x04")]);
  const { result, full } = await encoded(trailing);
  expect(result?.files.map(({ name, width, height }) => [name, width, height])).toEqual([
    ["full", 48, 64],
    ["small", 48, 64],
  ]);
  const after = await sharp(full).metadata();
  expect(after).toMatchObject({ format: "webp", space: "srgb", width: 48, height: 64 });
  for (const left of [after.exif, after.icc, after.iptc, after.xmp, after.orientation])
    expect(left).toBeUndefined();
  expect(full?.toString("latin1")).not.toMatch(/Secret|script|PK/);
  // Turned by a quarter: what was on the left is above.
  const { data } = await sharp(full).raw().toBuffer({ resolveWithObject: true });
  expect(data[0]).toBeGreaterThan(200);
  expect(data.at(-1)).toBeGreaterThan(200);
});

test("pictures of every kind that is taken come out as WebP", async () => {
  const kinds = {
    "1 × 1": picture(1, 1).png(),
    PNG: picture().png(),
    "PNG with 16 bits": picture().toColourspace("rgb16").png(),
    "PNG with a palette": picture().png({ palette: true }),
    transparent: picture().ensureAlpha(0.5).png(),
    WebP: picture().webp(),
    AVIF: picture().avif(),
    GIF: picture().gif(),
    "JPEG in CMYK": picture().toColourspace("cmyk").jpeg(),
    "grey JPEG": picture().grayscale().jpeg(),
    progressive: picture().jpeg({ progressive: true }),
  };
  for (const [name, image] of Object.entries(kinds)) {
    const { full } = await encoded(await image.toBuffer());
    expect(await sharp(full).metadata(), name).toMatchObject({ format: "webp", space: "srgb" });
  }
});

test("a large picture becomes one of 2560 and one of 640 pixels", async () => {
  const { result } = await encoded(await picture(4000, 1000).jpeg().toBuffer());
  expect(result?.files.map(({ width, height }) => [width, height])).toEqual([
    [2560, 640],
    [640, 160],
  ]);
});

const animation = (frames: number, width: number, height: number) =>
  sharp(
    Array.from({ length: frames }, (_, index) => ({
      create: {
        width,
        height,
        channels: 3,
        background: { r: (90 * index) % 256, g: index % 256, b: 0 },
      },
    })) as never,
    { join: { animated: true } },
  ).gif({ effort: 1 });

test("an animation stays one, within its limit of frames", async () => {
  const { full, result } = await encoded(await animation(5, 40, 30).toBuffer());
  expect(await sharp(full, { animated: true }).metadata()).toMatchObject({ pages: 5 });
  expect(result?.files[0]).toMatchObject({ width: 40, height: 30 });
  expect(await encoded(await animation(301, 2, 2).toBuffer())).toEqual({
    refused: "too_many_pixels",
  });
});

test("pictures that are small on disk and large in memory are refused", async () => {
  for (const [width, height] of [
    [30_000, 30_000],
    [9_000, 9_000],
    [21_000, 1],
    [1, 21_000],
  ] as const)
    expect(await encoded(blackPng(width, height))).toEqual({ refused: "too_many_pixels" });
}, 120_000);

test("a picture that is decoded whole, as AVIF and interlaced PNG are, has fewer pixels", async () => {
  const black = sharp({ create: { width: 5_000, height: 4_001, channels: 3, background: "#000" } });
  for (const bytes of [
    await black.clone().avif({ effort: 0 }).toBuffer(),
    await black.clone().png({ progressive: true, compressionLevel: 1 }).toBuffer(),
  ])
    expect(await encoded(bytes)).toEqual({ refused: "too_many_pixels" });
  const progressive = await black.clone().jpeg({ progressive: true }).toBuffer();
  expect(await encoded(progressive)).toMatchObject({ result: { ok: true } });
}, 120_000);

test("what is damaged, cut or only begins like a picture is refused", async () => {
  const jpeg = await picture(400, 300).jpeg().toBuffer();
  const png = await picture(400, 300).png().toBuffer();
  const avif = await picture(400, 300).avif().toBuffer();
  for (const bytes of [
    jpeg.subarray(0, jpeg.length / 2),
    png.subarray(0, png.length / 2),
    avif.subarray(0, avif.length / 2),
    Buffer.concat([jpeg.subarray(0, 3), Buffer.from("<script>alert(1)</script>")]),
    Buffer.concat([Buffer.from("GIF89a"), Buffer.from("/*<svg onload=alert(1)>*/=1;")]),
    Buffer.from("RIFF\x10\0\0\0WEBPVP8 ", "latin1"),
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
  ])
    expect(await encoded(Buffer.from(bytes))).toEqual({ refused: "damaged" });
});

test("a picture that is something else besides comes out as the picture alone", async () => {
  const png = await picture().png().toBuffer();
  for (const other of ["PK\x03\x04", "<html><script>alert(1)</script>", "%PDF-1.4\n%%EOF"]) {
    const { full } = await encoded(Buffer.concat([png, Buffer.from(other, "latin1")]));
    expect(full?.toString("latin1")).not.toContain(other.slice(0, 6));
  }
});

test.each([
  ["<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"],
  ["<?xml version='1.0'?>\n<!-- x -->\n<svg onload='alert(1)'>", "svg"],
  ["\x1f\x8b\x08 svgz", "svg"],
  ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"],
  ["\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"],
  ["\0\0\0\x18ftypmp42\0\0\0\0isommp42", "video"],
  ["\0\0\0\x18ftypM4A \0\0\0\0M4A mp42", "audio"],
  ["\x1aE\xdf\xa3 webm", "video"],
  ["ID3\x03", "audio"],
  ["OggS", "audio"],
  ["RIFF\0\0\0\0WAVEfmt ", "audio"],
  ["PK\x03\x04 docx", "document"],
  ["II*\0 tiff", "unknown"],
  ["BM bitmap", "unknown"],
  ["<!doctype html>", "unknown"],
  ["#!/bin/sh", "unknown"],
  ["MZ", "unknown"],
  ["", "unknown"],
  [" %PDF-1.4", "unknown"],
])("%j is refused as %s", (text, refused) => {
  expect(fileKind(Buffer.from(text, "latin1"))).toEqual({ refused });
});

test("any bytes have a kind", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(fileKind(bytes)).toBeDefined();
    }),
  );
});

test("a PDF is taken when it is a scan and nothing else", () => {
  expect(judgePdf(pdf())).toBe("scan");
  expect(judgePdf(pdf("", "BT (a word) Tj ET"))).toBe("scan");
  for (const added of [
    "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
    "/O#70enAction 5 0 R",
    "/J#53 (x)",
    "/AA << >>",
    "/Names << /EmbeddedFiles 4 0 R >>",
    "/AcroForm << /XFA [] >>",
    "/Encrypt 9 0 R",
    "/S /Launch",
    "/RichMedia",
  ]) {
    expect(judgePdf(pdf(added)), added).toBe("active");
    expect(judgePdf(pdf("", `<< ${added} >>`)), `packed ${added}`).toBe("active");
  }
  expect(judgePdf(pdf("", " ".repeat(110_000_000)))).toBe("active");
  expect(judgePdf(Buffer.from("%PDF-1.4 /Pages"))).toBe("damaged");
  expect(judgePdf(Buffer.from("GIF89a%PDF-1.4 /Pages %%EOF"))).toBe("damaged");
});

test("a scan goes through the process unchanged, one with a program does not", async () => {
  const scan = pdf("", "BT (a word) Tj ET");
  expect((await encoded(scan)).full).toEqual(scan);
  expect(await encoded(pdf("/OpenAction 5 0 R"))).toEqual({ refused: "pdf_active" });
});

test("an encoder that is stopped ends its process", async () => {
  const own = new AbortController();
  const file = join(folder, "large");
  await writeFile(file, await picture(7000, 7000).png().toBuffer());
  const stopped = createEncoder(own.signal)("image", file, folder);
  own.abort();
  await expect(stopped).rejects.toThrow();
});

import { readdirSync, readFileSync } from "node:fs";
import { constants, crc32, deflateRawSync } from "node:zlib";
import type { Attack, Context } from "../attack.ts";
import { peakBytes } from "../memory.ts";
import { peopleOf, type Visitor } from "../people.ts";
import { openSocket } from "../raw-mqtt.ts";

const MIB = 1024 * 1024;
/** What the process that decodes one picture may take: half of a small machine. */
const MOST_FOR_ONE_PICTURE = 512 * MIB;
const MEDIA = "/api/v1/media";
const MARK = "hostile-mark";
const PNG = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

const chunk = (type: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

/** Zeros, packed as zlib does it: so many that unpacked they would fill the memory here. */
const packedZeros = (count: number): Buffer => {
  const flush = { finishFlush: constants.Z_FULL_FLUSH };
  const piece = deflateRawSync(Buffer.alloc(MIB), flush);
  const rest = deflateRawSync(Buffer.alloc(count % MIB), flush);
  const check = Buffer.alloc(4);
  // Adler-32 of zeros: their sum is 1, and the sum of the sums their number.
  check.writeUInt16BE(count % 65_521);
  check.writeUInt16BE(1, 2);
  return Buffer.concat([
    Buffer.of(0x78, 0x01),
    ...Array.from({ length: Math.floor(count / MIB) }, () => piece),
    ...[rest, Buffer.of(3, 0), check],
  ]);
};

/** The steps in which an interlaced PNG comes: from where, and how far apart (PNG, 8.2). */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface PngOptions {
  /** Bits of a pixel: 1 black or white, 64 colours with transparency. */
  readonly bits?: 1 | 64;
  readonly interlaced?: boolean;
  readonly before?: readonly Buffer[];
  /** The packed data, where they are not what the head says. */
  readonly data?: Buffer;
}

/** A PNG, black unless it lies about what it holds. */
const png = (
  width: number,
  height: number,
  { bits = 1, interlaced = false, before = [], data }: PngOptions = {},
): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = bits === 1 ? 1 : 16;
  head[9] = bits === 1 ? 0 : 6;
  head[12] = interlaced ? 1 : 0;
  const steps = interlaced ? passes : ([[0, 0, 1, 1]] as const);
  const unpacked = steps.reduce((sum, [left, top, across, down]) => {
    const [columns, rows] = [Math.ceil((width - left) / across), Math.ceil((height - top) / down)];
    return sum + rows * (1 + Math.ceil((columns * bits) / 8));
  }, 0);
  return Buffer.concat([
    ...[PNG, chunk("IHDR", head), ...before],
    ...[chunk("IDAT", data ?? packedZeros(unpacked)), chunk("IEND", Buffer.alloc(0))],
  ]);
};

const zeros = (count: number): Buffer =>
  Buffer.concat([Buffer.from("a\0\0", "latin1"), packedZeros(count)]);

/** Two bytes each, the least first, as GIF has them. */
const gif = (width: number, height: number): Buffer =>
  Buffer.concat([
    Buffer.from("GIF89a", "latin1"),
    Buffer.of(
      width & 255,
      width >> 8,
      height & 255,
      height >> 8,
      0x80,
      0,
      0,
      0,
      0,
      0,
      255,
      255,
      255,
    ),
    Buffer.of(
      0x2c,
      0,
      0,
      0,
      0,
      width & 255,
      width >> 8,
      height & 255,
      height >> 8,
      0,
      2,
      2,
      0x44,
      1,
      0,
      0x3b,
    ),
  ]);

const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert("${MARK}")</script><image href="file:///etc/passwd"/></svg>`;
const small = png(64, 48);

/** What is refused, by what it is. All go as "photo.png", which says nothing. */
const refused: readonly (readonly [what: string, bytes: () => Buffer])[] = [
  ["30 000 × 30 000 pixels in a hundred kilobytes", () => png(30_000, 30_000)],
  ["a side of 2 147 483 647", () => png(0x7f_ff_ff_ff, 1, { data: packedZeros(10) })],
  ["no pixel", () => png(0, 0)],
  [
    "64 million pixels of eight bytes, interlaced",
    () => png(8000, 8000, { bits: 64, interlaced: true }),
  ],
  ["a picture whose data never begin", () => png(4000, 4000, { data: packedZeros(0) })],
  ["a GIF of 65 535 × 65 535", () => gif(65_535, 65_535)],
  ["half a picture", () => small.subarray(0, small.length - 20)],
  ["SVG", () => Buffer.from(svg)],
  ["SVG after a declaration", () => Buffer.from(`<?xml version="1.0"?><!DOCTYPE svg>${svg}`)],
  ["SVG after spaces and a mark of order", () => Buffer.from(`\ufeff${" ".repeat(2000)}${svg}`)],
  ["SVG behind the head of a PNG", () => Buffer.concat([PNG, Buffer.from(svg)])],
  [
    "commands for ImageMagick",
    () => Buffer.from("push graphic-context\nimage over 0,0 0,0 'ephemeral:/etc/passwd'"),
  ],
  ["a page", () => Buffer.from(`<!doctype html><script>alert("${MARK}")</script>`)],
  ["a list of files", () => Buffer.from("#EXTM3U\nfile:///etc/passwd\n")],
  ["an archive", () => Buffer.from("PK\x03\x04 and so on", "latin1")],
  ["a TIFF", () => Buffer.concat([Buffer.from("II*\0\x08\0\0\0", "latin1"), Buffer.alloc(1000)])],
  ["a PDF", () => Buffer.from("%PDF-1.5\n/Pages\n%%EOF\n")],
  ["nothing", () => Buffer.alloc(0)],
  ["26 MB", () => Buffer.concat([PNG, Buffer.alloc(26_000_000)])],
];

/** Pictures that are something else besides, or hold more than they show: the picture alone comes out. */
const taken: readonly (readonly [what: string, bytes: () => Buffer])[] = [
  [
    "a picture, a page and an archive",
    () => Buffer.concat([small, Buffer.from(`${svg}PK\x03\x04${MARK}`, "latin1")]),
  ],
  [
    "words and a profile that unpack to 300 MB",
    () =>
      png(64, 48, {
        before: [chunk("zTXt", zeros(200 * MIB)), chunk("iCCP", zeros(100 * MIB))],
      }),
  ],
  [
    "words about a program",
    () => png(64, 48, { before: [chunk("tEXt", Buffer.from(`a\0<?php ${MARK} ?>`))] }),
  ],
];

const formWith = (bytes: Buffer, more: { readonly [name: string]: string } = {}): FormData => {
  const form = new FormData();
  const words = { alt: "Une rue", author: "Jeanne", licence: "CC-BY-4.0" };
  for (const [name, text] of Object.entries({ ...words, ...more })) form.set(name, text);
  form.set("file", new Blob([Uint8Array.from(bytes)]), "photo.png");
  return form;
};

/** The most that a child of this process takes while it decodes, until it is stopped. */
const watchChildren = (pid: number): (() => number) => {
  let peak = 0;
  const read = () => {
    for (const name of readdirSync(`/proc/${pid}/task`)) {
      const children = readOr(`/proc/${pid}/task/${name}/children`).split(" ").filter(Boolean);
      for (const child of children)
        if (readOr(`/proc/${child}/cmdline`).includes("encode.ts"))
          peak = Math.max(peak, peakBytes(Number(child)));
    }
  };
  const timer = setInterval(read, 20);
  return () => {
    clearInterval(timer);
    return peak;
  };
};

const readOr = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

const brokenForms = (
  boundary: string,
): readonly (readonly [what: string, body: string | Buffer])[] => {
  const part = (name: string, more = "") =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\nx\r\n`;
  return [
    ["no end", part("alt")],
    ["nothing", ""],
    [
      "ten thousand fields",
      `${Array.from({ length: 10_000 }, (_, index) => part(`f${index}`)).join("")}--${boundary}--`,
    ],
    [
      "a field of a megabyte",
      `--${boundary}\r\nContent-Disposition: form-data; name="alt"\r\n\r\n${"x".repeat(MIB)}\r\n--${boundary}--`,
    ],
    [
      "a file whose name has a megabyte",
      `${part("file", `; filename="${"x".repeat(MIB)}"`)}--${boundary}--`,
    ],
    [
      "two files",
      `${part("file", '; filename="a"')}${part("file", '; filename="b"')}--${boundary}--`,
    ],
    ["a field named __proto__", `${part("__proto__")}${part("constructor")}--${boundary}--`],
    ["heads without end", `--${boundary}\r\n${"X-More: y\r\n".repeat(50_000)}`],
    ["no form", Buffer.alloc(100_000, 0xff)],
  ];
};

/** Uploads that begin and stay as they are, by accounts that have nothing else to do. */
const beginAndStay = async ({ site }: Context, who: Visitor): Promise<() => void> => {
  const sockets = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const socket = await openSocket(site.cloud.httpPort);
      socket.write(
        `POST ${MEDIA} HTTP/1.1\r\nHost: a\r\nOrigin: ${site.cloud.http}\r\nCookie: ${who.cookie}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`,
      );
      socket.resume();
      return socket;
    }),
  );
  return () => {
    for (const socket of sockets) socket.destroy();
  };
};

export const hostileMedia: Attack = {
  name: "hostile-media",
  target: "cloud",
  what: "pictures that are bombs, programs or nothing, forms without end, and uploads that stay",
  light: true,
  async run(context) {
    const { site, note, fault } = context;
    const people = await peopleOf(site);
    const stopWatching = watchChildren(site.running("cloud").child.pid ?? 0);
    const host = await people.signUp("Photographer");
    const began = performance.now();
    for (const [what, bytes] of refused) {
      const { status, text } = await host.send(MEDIA, formWith(bytes()));
      if (status < 400 || status >= 500)
        fault(`${what} is answered ${status} ${text.slice(0, 100)}`);
    }
    for (const [what, bytes] of taken) {
      const made = await host.send(MEDIA, formWith(bytes()));
      if (made.status >= 500) fault(`${what} is answered ${made.status}`);
      if (made.status !== 201) continue;
      const { full } = made.body.files as { full: string };
      const shown = await host.ask("GET", full);
      if (!shown.text.startsWith("RIFF") || shown.text.includes(MARK))
        fault(`${what} comes out as it went in`);
    }
    const boundary = "dcz-boundary";
    for (const [what, body] of brokenForms(boundary)) {
      const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
      const answer = await host.send(MEDIA, body as never, headers).catch(() => undefined);
      // One that is closed before it was read whole was refused, too.
      if (answer !== undefined && (answer.status < 400 || answer.status >= 500))
        fault(`a form with ${what} is answered ${answer.status}`);
    }
    const leave = await beginAndStay(context, host);
    const other = await people.signUp("Patient");
    const { status } = await other.send(MEDIA, formWith(small));
    if (status !== 201) fault(`beside four uploads that stay, another is answered ${status}`);
    leave();
    const peak = stopWatching();
    note(
      `${refused.length + taken.length} files in ${Math.round((performance.now() - began) / 1000)} s; one that decodes takes ${Math.round(peak / MIB)} MiB at most`,
    );
    if (peak > MOST_FOR_ONE_PICTURE)
      fault(`the process that decodes a picture took ${Math.round(peak / MIB)} MiB`);
  },
};

import { inflateSync } from "node:zlib";

/** What a scan has no use for: programs, files inside, forms, actions that start by themselves. */
const ACTIVE =
  /\/(?:JavaScript|JS|Launch|OpenAction|AA|EmbeddedFiles?|XFA|AcroForm|RichMedia|SubmitForm|ImportData|GoToR|GoToE|Rendition|Movie|Sound|Encrypt)(?![A-Za-z0-9])/;

const UNPACKED_BYTES = 100_000_000;

/** Names may be written with codes: "/J#61vaScript" is "/JavaScript". */
const plainNames = (text: string): string =>
  text.replace(/#([0-9a-fA-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

/** Content that is packed, unpacked: names can hide there. What cannot be unpacked is an image, or damaged. */
function* unpacked(file: Buffer, text: string): Generator<string | undefined> {
  let left = UNPACKED_BYTES;
  for (const match of text.matchAll(/stream\r?\n/g)) {
    const start = match.index + match[0].length;
    if (text.slice(match.index - 3, match.index) === "end") continue;
    const end = text.indexOf("endstream", start);
    const packed = file.subarray(start, end === -1 ? file.length : end);
    // zlib: deflate with a window, and a header that is a multiple of 31.
    if (packed.length < 2 || ((packed[0] ?? 0) & 0x0f) !== 8 || packed.readUInt16BE(0) % 31 !== 0)
      continue;
    try {
      const plain = inflateSync(packed, { maxOutputLength: left, finishFlush: 2 });
      left -= plain.length;
      yield plain.toString("latin1");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") yield undefined;
    }
    if (left <= 0) yield undefined;
  }
}

export type PdfJudgement = "scan" | "active" | "damaged";

/** Whether a PDF is what a scanner writes: pages, and nothing that acts. */
export const judgePdf = (file: Buffer): PdfJudgement => {
  const text = file.toString("latin1");
  if (!text.startsWith("%PDF-") || !text.slice(-2048).includes("%%EOF")) return "damaged";
  if (ACTIVE.test(plainNames(text))) return "active";
  for (const part of unpacked(file, text))
    if (part === undefined || ACTIVE.test(plainNames(part))) return "active";
  return /\/Pages?(?![A-Za-z0-9])/.test(plainNames(text)) || text.includes("/ObjStm")
    ? "scan"
    : "damaged";
};

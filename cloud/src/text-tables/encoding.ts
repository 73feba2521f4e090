const LINE_FEED = 10;

/** Characters that a sequence of UTF-8 has after its first byte; undefined for a byte that begins none. */
const followers = (byte: number): number | undefined => {
  if (byte >= 0xc2 && byte <= 0xdf) return 1;
  if (byte >= 0xe0 && byte <= 0xef) return 2;
  return byte >= 0xf0 && byte <= 0xf4 ? 3 : undefined;
};

/** How many bytes at the end are the beginning of a character that the next part completes. */
const cutAtEnd = (bytes: Buffer): number => {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (followers(byte) ?? 0) >= back ? back : 0;
  }
  return 0;
};

/** UTF-16 is told by its byte order mark, or by the zero beside every ASCII letter of a header. */
const utf16Of = (beginning: Buffer): "utf-16le" | "utf-16be" | undefined => {
  if (beginning[0] === 0xff && beginning[1] === 0xfe) return "utf-16le";
  if (beginning[0] === 0xfe && beginning[1] === 0xff) return "utf-16be";
  const pairs = Math.min(beginning.length >> 1, 16);
  if (pairs < 2) return undefined;
  let even = 0;
  let odd = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    if (beginning[2 * pair] === 0) even += 1;
    if (beginning[2 * pair + 1] === 0) odd += 1;
  }
  if (odd > pairs / 2 && even === 0) return "utf-16le";
  return even > pairs / 2 && odd === 0 ? "utf-16be" : undefined;
};

/**
 * A file's text, in parts as they come. UTF-8 and UTF-16 are recognised; lines that are no UTF-8 are read as
 * Windows-1252, which holds Latin-1. A byte order mark is left out.
 */
export async function* textOf(parts: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const western = new TextDecoder("windows-1252");
  let wide: TextDecoder | undefined;
  let pending: Buffer = Buffer.alloc(0);
  let isFirst = true;
  const decode = (bytes: Buffer): string => {
    try {
      return utf8.decode(bytes);
    } catch {
      const end = bytes.indexOf(LINE_FEED) + 1;
      if (end === 0 || end === bytes.length) return western.decode(bytes);
      return decodeLines(bytes);
    }
  };
  /** One line of another program's encoding does not change how the others are read. */
  const decodeLines = (bytes: Buffer): string => {
    let text = "";
    for (let from = 0; from < bytes.length; ) {
      const feed = bytes.indexOf(LINE_FEED, from);
      const until = feed < 0 ? bytes.length : feed + 1;
      text += decode(bytes.subarray(from, until));
      from = until;
    }
    return text;
  };
  for await (const part of parts) {
    const given = typeof part === "string" ? Buffer.from(part) : part;
    const bytes = pending.length === 0 ? Buffer.from(given) : Buffer.concat([pending, given]);
    pending = Buffer.alloc(0);
    if (isFirst) {
      if (bytes.length < 4) {
        pending = bytes;
        continue;
      }
      isFirst = false;
      const encoding = utf16Of(bytes);
      if (encoding !== undefined) wide = new TextDecoder(encoding);
      else if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
        pending = bytes.subarray(3);
        continue;
      }
    }
    if (wide !== undefined) {
      yield wide.decode(bytes, { stream: true });
      continue;
    }
    const cut = cutAtEnd(bytes);
    pending = bytes.subarray(bytes.length - cut);
    yield decode(cut === 0 ? bytes : bytes.subarray(0, bytes.length - cut));
  }
  if (wide !== undefined) yield wide.decode();
  else if (pending.length > 0) yield decode(pending).replace(/^\uFEFF/, "");
}

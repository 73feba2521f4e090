/** A line of `xxd`, `hexdump -C`, `hexdump`, `od -t x1`, Wireshark or tcpdump. */
interface Line {
  readonly offset: string;
  readonly colon: boolean;
  readonly rest: string;
  /** `*` stood before: the line above is repeated up to this offset. */
  readonly repeats: boolean;
}

const splitLines = (lines: readonly string[]): Line[] | undefined => {
  const split: Line[] = [];
  let repeats = false;
  for (const line of lines) {
    if (line.trim() === "*") {
      repeats = true;
      continue;
    }
    const parts = /^\s*(?:0x)?([0-9a-f]{4,16})(:?)(?:\s+(.*))?$/i.exec(line);
    if (parts === null) return undefined;
    split.push({
      offset: parts[1] ?? "",
      colon: parts[2] === ":",
      rest: parts[3] ?? "",
      repeats,
    });
    repeats = false;
  }
  return split;
};

/** `hexdump` without options shows 16-bit words of a little-endian machine, behind seven digits. */
const isWords = ({ offset, colon, rest }: Line): boolean =>
  offset.length === 7 && !colon && /^[0-9a-f]{4}(?: +[0-9a-f]{4})*\s*$/i.test(rest);

const swapped = (bytes: Uint8Array): Uint8Array => bytes.map((_, at) => bytes[at ^ 1] ?? 0);

/** What may part the hexadecimal from the text column: bars, two spaces, or more where eights stand apart. */
const partings = [/[|>].*[|<]\s*$/, / {2,}/, / {3,}/, /$/] as const;
const [bars] = partings;

/** Bytes of a line's hexadecimal part, or undefined when it is none or the text column contradicts it. */
const readColumns = (rest: string, parting: RegExp): Uint8Array | undefined => {
  // A text column may itself look like hexadecimal, or contain bars: only its place and length tell it apart.
  const end = rest.search(parting);
  if (end < 0) return undefined;
  const tokens = rest.slice(0, end).trim().split(/\s+/);
  if (!tokens.every((token) => /^(?:[0-9a-f]{2})+$/i.test(token))) return undefined;
  const bytes = new Uint8Array(Buffer.from(tokens.join(""), "hex"));
  const text = rest.slice(end);
  if (parting === bars) {
    const column = text.trimEnd().slice(1, -1);
    return column.length === bytes.length && agrees(bytes, column) ? bytes : undefined;
  }
  const columns = [text.replace(parting, ""), text.slice(-bytes.length)];
  return columns.some((column) => agrees(bytes, column)) ? bytes : undefined;
};

/** A text column shows what is printable in the bytes' own order: another order is refused, not guessed. */
const agrees = (bytes: Uint8Array, text: string): boolean =>
  bytes.every((byte, at) => {
    const shown = text[at];
    return shown === undefined || !/[!-\-/-~]/.test(shown) || shown.charCodeAt(0) === byte;
  });

/** The line's bytes; `length` is known where another offset follows. */
const readLine = (
  line: Line,
  parting: RegExp,
  length: number | undefined,
): Uint8Array | undefined => {
  const shown = readColumns(line.rest, parting);
  if (shown === undefined) return undefined;
  const bytes = isWords(line) ? swapped(shown) : shown;
  if (length === undefined || bytes.length === length) return bytes;
  // The last word of an odd number of bytes is filled up.
  return isWords(line) && bytes.length === length + 1 ? bytes.slice(0, length) : undefined;
};

interface Reading {
  readonly base: 8 | 16;
  readonly parting: RegExp;
  /** What says how long a line is: the next offset, or its own columns alone. */
  readonly trust: "offsets" | "columns";
}

const assemble = (
  lines: readonly Line[],
  { base, parting, trust }: Reading,
): Uint8Array | undefined => {
  if (base === 8 && lines.some(({ offset }) => /[^0-7]/.test(offset))) return undefined;
  const offsets = lines.map(({ offset }) => Number.parseInt(offset, base));
  const pieces: Uint8Array[] = [];
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    // The last line may give the length alone.
    if (next === undefined && index > 0 && line.rest.trim() === "") break;
    const distance = (offsets[index + 1] ?? 0) - (offsets[index] ?? 0);
    const repeats = next?.repeats === true;
    // Where offsets begin anew, another dump follows.
    const anew = next?.colon === true && distance <= 0;
    const open = trust === "columns" || next === undefined || repeats || anew;
    const bytes = readLine(line, parting, open ? undefined : distance);
    if (bytes === undefined) return undefined;
    // A sensor does not repeat one line for more than a gigabyte.
    if (repeats && !(distance >= bytes.length && distance < 2 ** 30)) return undefined;
    const length = repeats ? distance : bytes.length;
    for (let done = 0; done < length; done += bytes.length)
      pieces.push(bytes.slice(0, length - done));
  }
  return pieces.length === 0 ? undefined : new Uint8Array(Buffer.concat(pieces));
};

/** The ways to read the lines, the surest first. */
const readingsOf = (lines: readonly Line[]): Reading[] => {
  const ways = ([16, 8] as const).flatMap((base) =>
    partings.map((parting) => ({ base, parting, trust: "offsets" as const })),
  );
  // Some captures of the field count their offsets wrong; a colon still tells that they are offsets.
  if (!lines.every(({ colon }) => colon)) return ways;
  return [
    ...ways,
    ...partings.map((parting) => ({ base: 16, parting, trust: "columns" }) as const),
  ];
};

/**
 * Reads a dump with offsets; undefined when the lines are none.
 * `sure` when nothing else can be meant: each offset is marked by a colon, or two or more agree with the bytes.
 */
export const readDump = (
  lines: readonly string[],
): { readonly bytes: Uint8Array; readonly sure: boolean } | undefined => {
  const split = splitLines(lines);
  if (split === undefined || split.length === 0) return undefined;
  const sure = split.length > 1 || split.every(({ colon }) => colon);
  for (const reading of readingsOf(split)) {
    const bytes = assemble(split, reading);
    if (bytes !== undefined) return { bytes, sure };
  }
  return undefined;
};

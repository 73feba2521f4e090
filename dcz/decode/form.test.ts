import fc from "fast-check";
import { expect, test } from "vitest";
import { mayBeText, readAs, readForm } from "./form.ts";

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const digits = (bytes: readonly number[]) =>
  bytes.map((byte) => byte.toString(16).padStart(2, "0"));
const text = (bytes: readonly number[]) =>
  bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
const rows = (bytes: readonly number[], width: number) =>
  Array.from({ length: Math.ceil(bytes.length / width) }, (_, row) => ({
    offset: row * width,
    bytes: bytes.slice(row * width, (row + 1) * width),
  }));
const hex = (value: number, length: number) => value.toString(16).padStart(length, "0");

/** Each as the tool of that name writes it. */
const writers: Record<string, (bytes: readonly number[]) => string> = {
  spaces: (bytes) => digits(bytes).join(" "),
  upper: (bytes) => digits(bytes).join(" ").toUpperCase(),
  "0x": (bytes) =>
    digits(bytes)
      .map((byte) => `0x${byte}`)
      .join(", "),
  "\\x": (bytes) =>
    digits(bytes)
      .map((byte) => `\\x${byte}`)
      .join(""),
  commas: (bytes) => digits(bytes).join(","),
  colons: (bytes) => digits(bytes).join(":"),
  "C array": (bytes) => `{ ${digits(bytes).map((byte) => `0x${byte}`)} };\n`,
  "xxd -p": (bytes) =>
    rows(bytes, 30)
      .map((row) => digits(row.bytes).join(""))
      .join("\n"),
  xxd: (bytes) =>
    rows(bytes, 16)
      .map(({ offset, bytes: row }) => {
        const groups =
          digits(row)
            .join("")
            .match(/.{1,4}/g) ?? [];
        return `${hex(offset, 8)}: ${groups.join(" ").padEnd(39)}  ${text(row)}\n`;
      })
      .join(""),
  "capture, one frame a line": (bytes) =>
    rows(bytes, 10)
      .map((row) => `${hex(row.offset, 8)}: ${digits(row.bytes).join(" ")}  ${text(row.bytes)}\n`)
      .join(""),
  "hexdump -C": (bytes) =>
    rows(bytes, 16)
      .map(({ offset, bytes: row }) => {
        const halves = [row.slice(0, 8), row.slice(8)].map((half) => digits(half).join(" "));
        return `${hex(offset, 8)}  ${halves.join("  ").padEnd(49)} |${text(row)}|\n`;
      })
      .concat(`${hex(bytes.length, 8)}\n`)
      .join(""),
  hexdump: (bytes) =>
    rows(bytes, 16)
      .map(({ offset, bytes: row }) => {
        const words = rows(row, 2).map(({ bytes: [low = 0, high = 0] }) =>
          hex(high * 256 + low, 4),
        );
        return `${hex(offset, 7)} ${words.join(" ")}\n`;
      })
      .concat(`${hex(bytes.length, 7)}\n`)
      .join(""),
  "od -t x1": (bytes) =>
    rows(bytes, 16)
      .map((row) => `${row.offset.toString(8).padStart(7, "0")} ${digits(row.bytes).join(" ")}\n`)
      .concat(`${bytes.length.toString(8).padStart(7, "0")}\n`)
      .join(""),
  "od -A x -t x1z": (bytes) =>
    rows(bytes, 16)
      .map(({ offset, bytes: row }) => {
        const shown = digits(row).join(" ").padEnd(47);
        return `${hex(offset, 6)} ${shown}  >${text(row)}<\n`;
      })
      .concat(`${hex(bytes.length, 6)}\n`)
      .join(""),
  "with a comment": (bytes) => `# captured on 2026-11-24, déjà vu\n${digits(bytes).join(" ")}\r\n`,
};

// Capital letters and digits are frequent: a text column full of them looks like hexadecimal.
const bytes = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...latin1("0123456789abcdef  |:><"))),
  { minLength: 1, maxLength: 80 },
);

test.each(Object.entries(writers))("any bytes come back from: %s", (_, write) => {
  fc.assert(
    fc.property(bytes, (given) => {
      const written = readForm(latin1(write(given)));
      expect(written.form).not.toBe("raw");
      expect([...written.bytes]).toEqual(given);
    }),
  );
});

test("bytes that are no text come back as they are", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom(0, 7, 0x7f), (given, control) => {
      const raw = Uint8Array.of(...given, control);
      expect(readForm(raw)).toEqual({ form: "raw", bytes: raw });
    }),
  );
});

test("text of other kinds is raw", () => {
  for (const line of [
    "$GPGGA,092725.00,4717.11399,N,00833.91590,E,1,08,1.01,499.6,M,48.0,M,,*5B\r\n",
    "00345 T 01195 Z 00033\r\n",
    "LAeq 63.2\n",
    "aac",
    "",
  ])
    expect(readForm(latin1(line))).toEqual({ form: "raw", bytes: latin1(line) });
});

test("repeated lines that a dump leaves out are filled in", () => {
  const dump = "00000000  00 01 02 03  |....|\n*\n0000000c  ff  |.|\n0000000d\n";
  expect([...readForm(latin1(dump)).bytes]).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0xff]);
});

test("a dump whose groups are in another order than its text is refused, not guessed", () => {
  // xxd -e shows 32-bit words of a little-endian machine.
  const dump = "00000000: 0006c0aa d9580006 0000ab3d  ......X.=.\n";
  expect(readAs("dump", latin1(dump))).toBeUndefined();
});

test("offsets that are counted wrong do not spoil what stands behind them", () => {
  const dump = "00000000: 41 42 43  ABC\n00000005: 44 45  DE\n00000006: ff ff  ..\n";
  expect([...readForm(latin1(dump)).bytes]).toEqual([0x41, 0x42, 0x43, 0x44, 0x45, 0xff, 0xff]);
});

test("dumps written one after the other are one input", () => {
  const dump = "00000000: aac0  ..\n00000002: ab    .\n";
  expect([...readForm(latin1(dump + dump)).bytes]).toEqual([0xaa, 0xc0, 0xab, 0xaa, 0xc0, 0xab]);
});

test("what may be text is never taken for raw too early", () => {
  const cut = fc.tuple(
    bytes,
    fc.constantFrom(...Object.values(writers)),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(cut, ([given, write, share]) => {
      const whole = latin1(write(given));
      expect(mayBeText(whole.subarray(0, Math.floor(share * whole.length)))).toBe(true);
    }),
  );
});

test("what cannot be text any more is raw, whatever follows", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (beginning, rest) => {
      fc.pre(!mayBeText(beginning));
      expect(readForm(Uint8Array.of(...beginning, ...rest)).form).toBe("raw");
    }),
  );
});

import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createPrinter, type PrintedDocument } from "./print.ts";
import { readPdf } from "./read-pdf.fixture.ts";

const openPrinter = (options: Partial<Parameters<typeof createPrinter>[0]> = {}) => {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  return createPrinter({ signal: closing.signal, ...options });
};

const documentOf = (texts: readonly string[], title = "Essai"): PrintedDocument => ({
  ...{ template: "texts", language: "fr", title, made: 0 },
  texts: { texts },
});

const printed = async (document: PrintedDocument) => {
  const result = await openPrinter()(document);
  if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
  return readPdf(result.pdf);
};

/** Spaces are where lines end, and Arabic letters are joined: neither tells whether a text was printed. */
const bare = (text: string): string => text.normalize("NFKC").replaceAll(/\s|\p{Cf}|\ufe0f/gu, "");

test("what reads like a program is printed as text", async () => {
  const hostile = [
    '#let x = read("/etc/passwd"); #x',
    '#panic("stop")',
    '#image("picture-0")',
    "$ integral_0^1 $ *bold* _slanted_ `code` [content] <label> @label",
    "= no heading",
    "- no list",
    "// no comment /* nor this */ ~ -- --- ... \\ \\u{41}",
    "https://example.org/#fragment",
    "\"quoted\" 'quoted'",
    "{{ t }} $x %s &amp; <script>alert(1)</script>",
    "null",
    "undefined",
    "__proto__",
    "constructor",
  ];
  const { text, structure } = await printed(documentOf(hostile, "#title *x* $y$"));
  expect(structure.match(/^ *H\d|^ *L$|^ *Link/gm)).toEqual(["    H1"]);
  for (const one of hostile) expect(bare(text)).toContain(bare(one));
});

test("other scripts, emoji and what no font has are printed, and nothing is lost beside them", async () => {
  const { text } = await printed(
    documentOf([
      "שלום and after",
      "Ελληνικά Кириллица हिन्दी",
      "bee 🐝 family 👩‍👩‍👧 heart ❤️ end",
      "before 中文字 after",
      "unfinished \ud83d surrogate",
      "zero \0 bell \u0007 end",
      "line\nbreak\r\nand\ttab",
      "\u202eturned around",
    ]),
  );
  for (const one of [
    "and after",
    "Ελληνικά Кириллица",
    "bee 🐝 family",
    "before ��� after",
    "unfinished � surrogate",
    "zero � bell � end",
    "line break and tab",
    "turned around",
  ])
    expect(bare(text)).toContain(bare(one));
  expect(text).not.toContain("\u202e");
});

test("a text that never ends is cut, and a word that never ends stays on the page", async () => {
  const { pages, text } = await printed(
    documentOf(["W".repeat(400), "x ".repeat(100_000), "🐝".repeat(400)]),
  );
  expect(pages).toBeLessThan(4);
  expect(bare(text)).toContain("W".repeat(400));
  expect(bare(text)).toContain("x".repeat(200));
  expect(text).toContain("…");
  expect(text.length).toBeLessThan(3_000);
});

test("any texts are printed, in the order in which they were given", async () => {
  const print = openPrinter();
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.string({ unit: "grapheme", maxLength: 60 }),
          fc.string({ unit: "binary", maxLength: 60 }),
          fc.stringMatching(/^[#$*_[\]<>@`"'\\/=+{}()&%~^-]{0,30}$/),
          fc.constantFrom("\0", "\ud800", "\u{10ffff}", "\u202e", "a\u0301\u0301\u0301", "ﷺ"),
        ),
        { maxLength: 40 },
      ),
      async (texts) => {
        const marked = texts.map((one, index) => `<${index}> ${one} </${index}>`);
        const result = await print(documentOf(marked, texts[0] ?? ""));
        expect(result).toMatchObject({ ok: true });
        if (!result.ok) return;
        const { text, language, universalAccess } = await readPdf(result.pdf);
        expect({ language, universalAccess }).toEqual({ language: "fr", universalAccess: "1" });
        let at = 0;
        for (const [index, one] of texts.entries()) {
          const from = bare(text).indexOf(`<${index}>`, at);
          expect(from).toBeGreaterThanOrEqual(at);
          at = from;
          if (/^[\x21-\x7e]*$/.test(one)) expect(bare(text)).toContain(bare(one));
        }
      },
    ),
    { numRuns: 8 },
  );
});

test("more than a document holds is refused, and so is a crowd", async () => {
  const print = openPrinter();
  expect(await print(documentOf(Array.from({ length: 3_000 }, () => "x".repeat(400))))).toEqual({
    ok: false,
    reason: "too_large",
  });
  const all = await Promise.all(Array.from({ length: 10 }, () => print(documentOf(["x"]))));
  expect(all.map(({ ok }) => ok)).toEqual([...Array(8).fill(true), false, false]);
  expect(all[9]).toEqual({ ok: false, reason: "busy" });
});

test.each([
  ["never ends", "setInterval(() => undefined, 1000)", { reason: "failed", detail: /SIGKILL/ }],
  [
    "writes without end",
    'const more = () => process.stdout.write("x".repeat(1e6), more); more()',
    { reason: "too_large" },
  ],
  ["crashes", "process.abort()", { reason: "failed", detail: /SIGABRT/ }],
  [
    "says what is wrong",
    'throw new Error("no such font")',
    { reason: "failed", detail: /no such font/ },
  ],
])("a compiler that %s fails alone: the next document is printed", async (name, code, expected) => {
  const program = join(tmpdir(), `dcz-print-${process.pid}-${name.replaceAll(" ", "-")}.mjs`);
  await writeFile(program, code);
  const withinMs = name === "never ends" ? 500 : 30_000;
  const result = await openPrinter({ program, withinMs })(documentOf(["x"]));
  expect(result).toMatchObject({ ok: false, reason: expected.reason });
  if ("detail" in expected && !result.ok) expect(result.detail).toMatch(expected.detail);
  expect(await openPrinter()(documentOf(["x"]))).toMatchObject({ ok: true });
});

/**
 * A process of its own, for one document: `node compile.ts` reads a `PrintRequest` as JSON and writes the PDF.
 * What went wrong it says on its error output, and ends with 1.
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setPriority } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { allTexts, charactersOf, eachText, REPLACEMENT } from "./plain-text.ts";
import type { PrintRequest } from "./print.ts";

const templates = join(import.meta.dirname, "templates");

const fontFiles = [
  "noto-sans/400Regular/NotoSans_400Regular.ttf",
  "noto-sans/700Bold/NotoSans_700Bold.ttf",
  "noto-serif/700Bold/NotoSerif_700Bold.ttf",
  "noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
  "noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf",
  "noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf",
  "noto-sans-hebrew/700Bold/NotoSansHebrew_700Bold.ttf",
  "noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
];

const openCompiler = (): NodeCompiler => {
  const { resolve } = createRequire(import.meta.url);
  const fontBlobs = fontFiles.map((file) => readFileSync(resolve(`@expo-google-fonts/${file}`)));
  // Of the files on this machine it reads the templates, and nothing else.
  return NodeCompiler.create({ workspace: templates, fontArgs: [{ fontBlobs }] });
};

class CompileError extends Error {}

/** What the compiler says of a document that it does not take. */
const compile = (
  compiler: NodeCompiler,
  mainFilePath: string,
  inputs: Record<string, string>,
  creationTimestamp: number,
): Buffer => {
  const compiled = compiler.compile({ mainFilePath, inputs });
  const { result } = compiled;
  if (result === null) {
    const error = compiled.takeDiagnostics();
    const said = error === null ? [] : compiler.fetchDiagnostics(error);
    throw new CompileError(JSON.stringify(said));
  }
  try {
    return compiler.pdf(result, { pdfStandard: "ua-1" as never, creationTimestamp });
  } catch (error) {
    throw new CompileError((error as Error).message);
  }
};

/** Writes a document as `PrintRequest` says; characters that no font has are shown as missing. */
const print = (request: PrintRequest): Buffer => {
  const compiler = openCompiler();
  const made = Math.floor(request.made / 1000);
  const { language, pictures, template } = request;
  const main = join(templates, `${template}.typ`);
  const write = ({ title, texts }: Pick<PrintRequest, "title" | "texts">): Buffer =>
    compile(
      compiler,
      main,
      {
        data: JSON.stringify({ language, title, ...texts }),
        ...Object.fromEntries(pictures.map((picture, index) => [`picture-${index}`, picture])),
      },
      made,
    );
  try {
    return write(request);
  } catch (error) {
    if (!(error instanceof CompileError) || !error.message.includes("PDF/UA-1")) throw error;
  }
  // Rare: PDF/UA takes no glyph that is missing. Characters are tried together, then those of a half that fails.
  const canPrint = (one: string): boolean => {
    try {
      const data = JSON.stringify({ language, title: "-", text: one });
      compile(compiler, join(templates, "trial.typ"), { data }, made);
      return true;
    } catch {
      return false;
    }
  };
  const unprintable = (some: readonly string[]): readonly string[] => {
    if (some.length === 0 || canPrint(some.join(" "))) return [];
    const half = Math.ceil(some.length / 2);
    return some.length === 1
      ? some
      : [...unprintable(some.slice(0, half)), ...unprintable(some.slice(half))];
  };
  const { title, texts } = request;
  const all = [...allTexts({ title, texts })];
  const missing = new Set(unprintable([...new Set(all.flatMap(charactersOf))]));
  const shown = new Map(
    all.map((one) => [
      one,
      charactersOf(one)
        .map((character) => (missing.has(character) ? REPLACEMENT : character))
        .join(""),
    ]),
  );
  // Characters that the fonts have one by one, and not side by side.
  const unjoined = new Set(unprintable([...new Set(shown.values())]));
  const printable = (one: string): string =>
    unjoined.has(one) ? one.replaceAll(/[^\x20-\x7e\u200b]/gu, REPLACEMENT) : one;
  const changed = new Map([...shown].map(([one, other]) => [one, printable(other)]));
  const change = (one: string) => changed.get(one) ?? one;
  return write({ title: change(title), texts: eachText(texts, change) as PrintRequest["texts"] });
};

try {
  setPriority(10);
  // When memory ends, the system ends this process first.
  await writeFile("/proc/self/oom_score_adj", "900").catch(() => undefined);
  const request = JSON.parse(await text(process.stdin)) as PrintRequest;
  process.stdout.write(print(request));
} catch (error) {
  process.stderr.write(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}

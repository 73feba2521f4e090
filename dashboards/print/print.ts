import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Language } from "../app/i18n/language.ts";
import {
  DOCUMENTS,
  LONG_DOCUMENTS,
  PDF_BYTES,
  PICTURES_BYTES,
  PRINT_MS,
  TEXTS_BYTES,
} from "./limits.ts";
import { eachText, plainText, type Texts } from "./plain-text.ts";

/** A document to be printed: a template of ours, and what stands in it. */
export interface PrintedDocument {
  /** A file of `templates/`, without its ending. */
  readonly template: string;
  readonly language: Language;
  /** What a reader's window shows, and what a screen reader says first. */
  readonly title: string;
  /** Whatever these hold is printed as text. */
  readonly texts: { readonly [name: string]: Texts };
  /** SVG that our own code has drawn: never what somebody sent. */
  readonly pictures?: readonly string[];
  /** UTC milliseconds: the date of the document. */
  readonly made: number;
  /** It takes seconds: fewer of its kind wait at a time. */
  readonly isLong?: boolean;
}

/** What the process is given. */
export interface PrintRequest extends Omit<PrintedDocument, "pictures" | "isLong"> {
  readonly pictures: readonly string[];
}

export type Printed =
  | { readonly ok: true; readonly pdf: Uint8Array<ArrayBuffer> }
  /** `busy`: too many at once. `too_large`: more than a document holds. `failed`: a fault of ours. */
  | {
      readonly ok: false;
      readonly reason: "busy" | "too_large" | "failed";
      readonly detail?: string;
    };

export type Print = (document: PrintedDocument) => Promise<Printed>;

const PROGRAM = join(import.meta.dirname, "compile.ts");
const MOST_DETAIL = 4_000;

const bytesOf = (part: Texts): number => Buffer.byteLength(JSON.stringify(part));

interface Options {
  readonly signal: AbortSignal;
  readonly withinMs: number;
  readonly program: string;
}

const run = (input: string, { signal, withinMs, program }: Options): Promise<Printed> =>
  new Promise((done) => {
    const child = spawn(process.execPath, ["--max-old-space-size=256", program], {
      stdio: ["pipe", "pipe", "pipe"],
      // Neither secrets nor settings of the pages.
      env: {},
      signal,
      timeout: withinMs,
      killSignal: "SIGKILL",
    });
    const parts: Buffer[] = [];
    let size = 0;
    let detail = "";
    child.stdout.on("data", (part: Buffer) => {
      size += part.length;
      if (size > PDF_BYTES) child.kill("SIGKILL");
      else parts.push(part);
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      detail = (detail + part).slice(-MOST_DETAIL);
    });
    const failed = (why: string) => done({ ok: false, reason: "failed", detail: why });
    child.on("error", (error) => failed(error.message));
    child.on("close", (code, killedBy) => {
      if (code === 0) done({ ok: true, pdf: Buffer.concat(parts) as Buffer<ArrayBuffer> });
      else if (size > PDF_BYTES) done({ ok: false, reason: "too_large" });
      else failed(killedBy === null ? detail : `ended by ${killedBy}: ${detail}`);
    });
    // A process that ended early reads no more; `close` says why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });

/**
 * Makes PDFs (PDF/UA-1: tagged, with a language and a title), one after the other, each in a process of its
 * own: neither a document without end nor a fault of the compiler can stop the pages.
 */
export const createPrinter = ({
  signal,
  withinMs = PRINT_MS,
  program = PROGRAM,
}: Partial<Options> & Pick<Options, "signal">): Print => {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let longWaiting = 0;
  return async ({ pictures = [], isLong = false, ...document }) => {
    const request: PrintRequest = {
      ...document,
      // The standard takes no document without a title.
      ...{ title: plainText(document.title) || "DataCityZen", pictures },
      texts: eachText(document.texts, plainText) as PrintedDocument["texts"],
    };
    if (bytesOf(request.texts) > TEXTS_BYTES || bytesOf(pictures) > PICTURES_BYTES)
      return { ok: false, reason: "too_large" };
    if (waiting >= DOCUMENTS || (isLong && longWaiting >= LONG_DOCUMENTS))
      return { ok: false, reason: "busy" };
    waiting += 1;
    if (isLong) longWaiting += 1;
    const mine = last.then(() => run(JSON.stringify(request), { signal, withinMs, program }));
    last = mine;
    try {
      return await mine;
    } finally {
      waiting -= 1;
      if (isLong) longWaiting -= 1;
    }
  };
};

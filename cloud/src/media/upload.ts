import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import multipart, { type Multipart, type MultipartFile } from "@fastify/multipart";
import type { Api, Asking } from "../api/api.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import { type FileKind, fileKind, HEAD_BYTES } from "./kinds.ts";
import { FILE_BYTES, PDF_BYTES } from "./limits.ts";
import { mediaProblems } from "./problems.ts";

/** What came with a file: its path on disk, what it is, and the words beside it. */
export interface Upload {
  readonly file: string;
  readonly kind: "image" | "animation" | "pdf";
  readonly fields: { readonly [name: string]: string };
}

const FIELD_BYTES = 4_000;
const FIELDS = 10;
/** Names of parts, boundaries. */
const AROUND_BYTES = 64_000;

export const acceptUploads = async (api: Api): Promise<void> => {
  await api.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      files: 1,
      fileSize: FILE_BYTES,
      fields: FIELDS,
      fieldSize: FIELD_BYTES,
      fieldNameSize: 100,
      parts: FIELDS + 1,
      headerPairs: 20,
    },
  });
};

const sentences: { readonly [why in Extract<FileKind, { refused: string }>["refused"]]: string } = {
  heic: "HEIC pictures are not taken: choose JPEG in the phone's camera settings (“most compatible”), or send it as JPEG.",
  svg: "Drawings as SVG are not taken, since they can hold programs: export it as PNG.",
  audio: "Sound is not taken: put it where sounds are published and give its address.",
  video: "Videos are not taken: put it where videos are published and give its address.",
  document: "Documents are not taken: send a picture, or the scan of a mandate as PDF.",
  unknown: "This is no picture that is taken: send JPEG, PNG, WebP, AVIF or GIF.",
};

const tooLarge = (bytes: number) =>
  new Problem(
    mediaProblems.media_too_large,
    `A file may have ${bytes / 1_000_000} MB at most: make the picture smaller and send it again.`,
  );

/** By its first bytes, or why it is not taken. */
const kindOfFile = async (path: string): Promise<Upload["kind"]> => {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const kind = fileKind(buffer.subarray(0, bytesRead));
    if ("refused" in kind) throw new Problem(mediaProblems.media_type, sentences[kind.refused]);
    if (kind.taken === "pdf" && (await file.stat()).size > PDF_BYTES) throw tooLarge(PDF_BYTES);
    return kind.taken;
  } finally {
    await file.close();
  }
};

/** The parser's own refusals have a status; other faults of a form are plain errors of its reader. */
const refuseForm = (error: Error & { readonly statusCode?: number }): never => {
  if (error.statusCode !== undefined) throw error;
  throw new Problem(
    apiProblems.invalid_request,
    `The form cannot be read (${error.message}): send multipart/form-data, whole.`,
    { cause: error },
  );
};

const save = async (part: MultipartFile, path: string, gone: AbortSignal): Promise<void> => {
  const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
  await pipeline(part.file, file, { signal: gone }).catch((error: NodeJS.ErrnoException) => {
    // The disk's faults are ours; all others are the form's.
    if (error.syscall !== undefined) throw error;
    refuseForm(error);
  });
  if (part.file.truncated) throw tooLarge(FILE_BYTES);
};

/** The parts of a form; ends with a refusal when the sender goes away: the parser itself would wait for ever. */
async function* partsOf(request: Asking, gone: AbortSignal): AsyncGenerator<Multipart> {
  const left = new Promise<never>((_, reject) => {
    const refuse = () =>
      reject(
        new Problem(
          apiProblems.invalid_request,
          "The upload was broken off, or too slow while others waited: send it again.",
        ),
      );
    if (gone.aborted) refuse();
    else gone.addEventListener("abort", refuse, { once: true });
  });
  left.catch(() => undefined);
  const parts = request.parts();
  for (;;) {
    const { done, value } = await Promise.race([parts.next().catch(refuseForm), left]);
    if (done === true) return;
    yield value;
  }
}

const whenGone = ({ raw }: Asking): AbortSignal => {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.complete) gone.abort();
  });
  if (raw.destroyed && !raw.complete) gone.abort();
  return gone.signal;
};

/**
 * Reads a form with one file into a folder, never into memory. The file's own name is not kept. Until it is
 * whole, it may be given up.
 */
export const receiveUpload = async (
  request: Asking,
  folder: string,
  givenUp: AbortSignal,
): Promise<Upload> => {
  if (!request.isMultipart())
    throw new Problem(
      apiProblems.unsupported_type,
      'Send a form (multipart/form-data) with the file as "file".',
    );
  if (Number(request.headers["content-length"] ?? 0) > FILE_BYTES + AROUND_BYTES)
    throw tooLarge(FILE_BYTES);
  const path = join(folder, "file");
  const fields: { [name: string]: string } = Object.create(null);
  let hasFile = false;
  const gone = AbortSignal.any([whenGone(request), givenUp]);
  for await (const part of partsOf(request, gone)) {
    if (part.type === "file") {
      if (part.fieldname !== "file")
        throw new Problem(apiProblems.invalid_request, 'The file must be the field "file".');
      await save(part, path, gone);
      hasFile = true;
    } else {
      if (part.fieldname in fields)
        throw new Problem(apiProblems.invalid_request, `"${part.fieldname}" is there twice.`);
      if (part.valueTruncated || part.fieldnameTruncated)
        throw new Problem(apiProblems.invalid_request, `"${part.fieldname}" is too long.`);
      fields[part.fieldname] = String(part.value);
    }
  }
  if (!hasFile) throw new Problem(apiProblems.invalid_request, 'The field "file" is missing.');
  return { file: path, kind: await kindOfFile(path), fields };
};

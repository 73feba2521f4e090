import type { Api, Asked } from "../api/client.ts";
import { ask } from "../api/client.ts";
import type { SentFile } from "./sent-file.ts";

/** The API takes pictures of 25 MB; a little more is read, so that it is the API that refuses. */
const MOST_BYTES = 26_000_000;

export interface MediumWords {
  /** What is to be seen. */
  readonly alt: string;
  readonly author: string;
  readonly licence: string;
  readonly purpose: "content" | "mandate";
}

/** The file of a form, up to a size; the rest is passed over. */
const readAll = async (body: ReadableStream<Uint8Array>): Promise<Blob> => {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes <= MOST_BYTES) parts.push(new Uint8Array(part));
  }
  return new Blob(parts);
};

/** Gives a picture, or the scan of a paper, to the account's media. */
export const sendMedium = async (
  api: Api,
  file: SentFile,
  words: MediumWords,
  signal: AbortSignal,
): Promise<Asked<{ readonly id: string }>> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(words)) form.append(name, value);
  form.append("file", await readAll(file.body), file.name.slice(0, 200));
  const asked = await ask<unknown>(
    api.POST("/api/v1/media", {
      body: form,
      bodySerializer: (body: unknown) => body,
      signal,
    } as never),
  );
  return asked as Asked<{ readonly id: string }>;
};

import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { Busboy } from "@fastify/busboy";
import type { Received, ReceiveFile, SentFile } from "../app/forms/sent-file.ts";

const limits = { files: 1, fields: 20, fieldSize: 4_000, headerPairs: 50 };

/** Hands the file of a form to `take` while it is still coming in. */
export const receiveFile: ReceiveFile = async <T>(
  request: Request,
  take: (file: SentFile) => Promise<T>,
): Promise<Received<T>> => {
  const type = request.headers.get("content-type") ?? "";
  // A form that was kept on the page after a session ended comes back without its file.
  if (!type.startsWith("multipart/form-data"))
    return { fields: await request.formData(), taken: undefined };
  const fields = new FormData();
  if (request.body === null) return { fields, taken: undefined };
  const source = Readable.fromWeb(request.body as NodeStream<Uint8Array>);
  const parser = new Busboy({ headers: { "content-type": type }, limits });
  return new Promise((resolve, reject) => {
    let taking: Promise<T> | undefined;
    parser.on("field", (name, value) => fields.append(name, value));
    parser.on("file", (_, stream, name) => {
      if (name === undefined || name === "") {
        stream.resume();
        return;
      }
      const body = Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>;
      taking = take({ name, fields, body });
      // An answer before the end of the file: the rest is passed over, so that the browser shows the answer.
      const passOver = () => {
        source.unpipe(parser);
        source.resume();
      };
      taking.then(passOver, passOver);
      source.once("end", () => taking?.then((taken) => resolve({ fields, taken }), reject));
    });
    parser.once("finish", () => {
      if (taking === undefined) resolve({ fields, taken: undefined });
    });
    parser.once("error", reject);
    source.once("error", reject);
    source.pipe(parser);
  });
};

export interface SentFile {
  readonly name: string;
  /** The fields that stand before the file in the form. */
  readonly fields: FormData;
  /** The file as it comes in: it may be longer than the memory. */
  readonly body: ReadableStream<Uint8Array>;
}

/** What came of a form with a file; `taken` is undefined where no file was chosen. */
export interface Received<T> {
  readonly fields: FormData;
  readonly taken: T | undefined;
}

/** Hands the file of a form to `take` while it is still coming in. */
export type ReceiveFile = <T>(
  request: Request,
  take: (file: SentFile) => Promise<T>,
) => Promise<Received<T>>;

import { readFile } from "node:fs/promises";

/** Where the cloud of this machine answers, and the file that holds its administrator's token. */
export interface Administration {
  readonly url: string;
  readonly tokenFile: string;
}

export type Answer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly fault: "no_token" | "unreachable" }
  | {
      readonly ok: false;
      readonly fault: "refused";
      readonly status: number;
      readonly detail: string;
      /** Of docs/errors.md; empty where the answer has none. */
      readonly code: string;
    };

export interface Question {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of a body. */
  readonly file?: Blob;
}

const ANSWER_WITHIN_MS = 120_000;
/** From a slow line a file takes longer. */
const FILE_WITHIN_MS = 3_600_000;

/** Asks the cloud as the administrator of this machine. */
export const askCloud = async (
  { url, tokenFile }: Administration,
  { method = "GET", path, body: sent, file }: Question,
): Promise<Answer> => {
  const token = await readFile(tokenFile, "utf8").catch(() => "");
  if (token.trim() === "") return { ok: false, fault: "no_token" };
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${token.trim()}`,
        ...(sent === undefined ? {} : { "content-type": "application/json" }),
        ...(file === undefined ? {} : { "content-type": "application/octet-stream" }),
      },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      ...(file === undefined ? {} : { body: file }),
      // The token goes to this address and no other.
      redirect: "error",
      signal: AbortSignal.timeout(file === undefined ? ANSWER_WITHIN_MS : FILE_WITHIN_MS),
    });
    text = await response.text();
  } catch {
    return { ok: false, fault: "unreachable" };
  }
  const body = parse(text);
  if (response.ok && body !== undefined) return { ok: true, body };
  const problem = (body ?? {}) as { readonly detail?: unknown; readonly code?: unknown };
  const words = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    ...{ ok: false, fault: "refused", status: response.status },
    ...{ detail: words(problem.detail), code: words(problem.code) },
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

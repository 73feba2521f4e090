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
    };

export interface Question {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

const ANSWER_WITHIN_MS = 120_000;

/** Asks the cloud as the administrator of this machine. */
export const askCloud = async (
  { url, tokenFile }: Administration,
  { method = "GET", path, body: sent }: Question,
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
      },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      // The token goes to this address and no other.
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    text = await response.text();
  } catch {
    return { ok: false, fault: "unreachable" };
  }
  const body = parse(text);
  if (response.ok && body !== undefined) return { ok: true, body };
  const detail = (body as { detail?: unknown } | undefined)?.detail;
  const { status } = response;
  return { ok: false, fault: "refused", status, detail: typeof detail === "string" ? detail : "" };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

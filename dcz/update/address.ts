import type { Source } from "./lay.ts";
import { LONGEST_SIGNED } from "./release.ts";

/** The address gave nothing that could be used. */
export class NoAnswer extends Error {}

const ask = async (url: URL, headers: Record<string, string> = {}): Promise<Response> => {
  let answer: Response;
  try {
    // Nobody is asked whom the operator did not name: an answer that leads elsewhere is none.
    answer = await fetch(url, { redirect: "error", headers, signal: AbortSignal.timeout(60_000) });
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; message?: string } };
    throw new NoAnswer(`${url}: ${cause?.code ?? cause?.message ?? (error as Error).message}`);
  }
  if (answer.ok) return answer;
  await answer.body?.cancel();
  throw new NoAnswer(`${url}: ${answer.status}`);
};

/** The text of a small file at an address. Throws `NoAnswer`. */
export const fetchText = async (url: URL): Promise<string> => {
  const answer = await ask(url);
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > LONGEST_SIGNED) throw new NoAnswer(`${url}: too long`);
  }
  return text;
};

/** A slow line may take long; one on which nothing comes for so long is dead. */
const SILENT_MS = 60_000;

/** An archive at an address, from any byte on: a line that breaks off goes on at the next try. */
export const addressSource = (url: URL): Source =>
  async function* (from) {
    const ended = new AbortController();
    let answer: Response;
    const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
    let timer = setTimeout(() => ended.abort(), SILENT_MS);
    try {
      answer = await fetch(url, { redirect: "error", headers, signal: ended.signal });
      if (!answer.ok) throw new NoAnswer(`${url}: ${answer.status}`);
      // A server that knows no ranges sends all of it: what is there already is passed over.
      let over = answer.status === 206 ? 0 : from;
      for await (const piece of answer.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(() => ended.abort(), SILENT_MS);
        if (over >= piece.length) over -= piece.length;
        else {
          yield piece.subarray(over);
          over = 0;
        }
      }
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      const { cause, message } = error as Error & { cause?: { code?: string } };
      throw new NoAnswer(`${url}: ${cause?.code ?? message}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  };

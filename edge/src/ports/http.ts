import { pause } from "../pause.ts";
import type { Port, PortFault } from "./port.ts";
import { streamEvents } from "./port-events.ts";

export interface HttpOptions {
  /** Of the document that holds the device's last measurement. */
  readonly url: string;
  /** From one question to the next. */
  readonly everyMs: number;
  readonly now: () => number;
  /** How long a device may take to answer. */
  readonly patienceMs?: number;
}

/** No device's answer is longer. */
const LONGEST_BODY = 65_536;

type Answer =
  | { readonly ok: true; readonly body: Uint8Array }
  | { readonly ok: false; readonly reason: PortFault; readonly detail: string };

const faultOf = (code: string): PortFault =>
  ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(code)
    ? "absent"
    : "failed";

/** The body, as long as it is short enough; a device that never ends its answer is given up. */
const bodyOf = async (response: Response): Promise<Uint8Array | undefined> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > LONGEST_BODY) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const ask = async (url: string, signal: AbortSignal): Promise<Answer> => {
  try {
    // An answer that sends us elsewhere is not of the device that the owner named.
    const response = await fetch(url, { signal, redirect: "error", cache: "no-store" });
    if (!response.ok) {
      await response.body?.cancel();
      const reason = [401, 403].includes(response.status) ? "denied" : "failed";
      return { ok: false, reason, detail: `HTTP ${response.status}` };
    }
    const body = await bodyOf(response);
    return body === undefined
      ? { ok: false, reason: "failed", detail: `more than ${LONGEST_BODY} bytes` }
      : { ok: true, body };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    const code = cause?.code ?? "";
    return { ok: false, reason: faultOf(code), detail: code || (cause?.message ?? message) };
  }
};

/**
 * A device in the local network that tells its last measurement when it is asked. Nothing is looked
 * for: the owner of the box has named its address.
 */
export const openHttpPort = ({ url, everyMs, now, patienceMs = 10_000 }: HttpOptions): Port => ({
  ...streamEvents(now, async (emit, signal) => {
    let isOpen = false;
    while (!signal.aborted) {
      const answer = await ask(url, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
      if (answer.ok) {
        if (!isOpen) emit.opened();
        emit.bytes(answer.body);
      } else emit.lost(isOpen ? "unplugged" : answer.reason, answer.detail);
      isOpen = answer.ok;
      await pause(everyMs, signal);
    }
  }),
  // It is asked by its address, and told nothing.
  write: () => Promise.resolve({ ok: false, reason: "not_open" }),
});

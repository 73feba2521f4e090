import type { Delivery } from "../outbox/outbox.ts";
import type { RefusalCode } from "../requests/refusals.ts";
import type { RequestOutcome } from "../requests/requests.ts";

/** The address does not take messages any more, for ever. */
const GONE = new Set([404, 410]);
/** The message itself is wrong: it would be tomorrow. */
const REFUSED = new Set([400, 401, 403, 405, 413, 415, 422]);

/** Nobody was asked: the attempt does not count. */
const UNASKED: ReadonlySet<RefusalCode> = new Set(["too_many_at_once", "slow_lately", "stopped"]);

/** What the answer of a push service or of a webhook means for a message. The fault names no address. */
export const judgeAnswer = async (
  outcome: RequestOutcome,
  gone: () => Promise<void>,
): Promise<Delivery> => {
  if (!outcome.ok) {
    const { code, isTemporary } = outcome.refusal;
    const wasAsked = !UNASKED.has(code);
    return {
      ...{ ok: false, permanent: !isTemporary, fault: code },
      ...(wasAsked ? {} : { wayIsOut: true }),
    };
  }
  const { status } = outcome.answer;
  if (status >= 200 && status < 300) return { ok: true };
  const fault = `answered with ${status}`;
  if (GONE.has(status)) {
    await gone();
    return { ok: false, permanent: true, fault };
  }
  return { ok: false, permanent: REFUSED.has(status), fault };
};

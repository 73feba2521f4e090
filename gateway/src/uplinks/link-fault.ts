import type { LinkFault } from "./uplink.ts";

const byCode: { readonly [code: string]: LinkFault } = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "unknown_host",
  EAI_AGAIN: "unknown_host",
  ENETUNREACH: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  ETIMEDOUT: "timeout",
  ECONNRESET: "closed",
  EPIPE: "closed",
  BUDGET_SPENT: "budget_spent",
};

const ofCode = (code: unknown): LinkFault | undefined => {
  // MQTT 3.1.1, 3.2.2.3: 2 identifier rejected, 4 bad user name or password, 5 not authorized.
  // 3 server unavailable: what the cloud answers to the newcomer of two that fight for a name.
  if (code === 3) return "name_in_use";
  if (code === 2 || code === 4 || code === 5) return "not_authorized";
  if (typeof code !== "string") return undefined;
  if (/CERT|TLS|SSL|ALTNAME|SELF_SIGNED/.test(code)) return "tls";
  return byCode[code];
};

/** What an error of the network, of TLS or of mqtt.js means for the link. */
export const linkFault = (error: unknown): LinkFault => {
  if (error === undefined) return "closed";
  // Several addresses were tried: the error of the first is enough.
  if (error instanceof AggregateError) return linkFault(error.errors[0]);
  if (!(error instanceof Error)) return "other";
  const fault = "code" in error ? ofCode(error.code) : undefined;
  if (fault !== undefined) return fault;
  return /timeout/i.test(error.message) ? "timeout" : "other";
};

import { expect, test } from "vitest";
import { linkFault } from "./link-fault.ts";

const coded = (code: string | number, message = "") => Object.assign(new Error(message), { code });

test.each([
  [undefined, "closed"],
  [coded("ECONNREFUSED"), "refused"],
  [new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")]), "refused"],
  [coded("EAI_AGAIN"), "unknown_host"],
  [coded("ENETUNREACH"), "unreachable"],
  [coded("ETIMEDOUT"), "timeout"],
  [coded("CERT_HAS_EXPIRED"), "tls"],
  [coded("DEPTH_ZERO_SELF_SIGNED_CERT"), "tls"],
  [coded("ERR_TLS_CERT_ALTNAME_INVALID"), "tls"],
  [coded(5), "not_authorized"],
  [coded(3), "name_in_use"],
  [new Error("connack timeout"), "timeout"],
  [new Error("Keepalive timeout"), "timeout"],
  ["odd", "other"],
] as const)("%s means %s", (error, fault) => {
  expect(linkFault(error)).toBe(fault);
});

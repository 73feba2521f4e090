import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Authority, readAuthority } from "@datacityzen/hardware/settings/authority";

/** The certificate by which the station knows its gateway, such as the one that a gateway made for itself. */
export const gatewayAuthority = (path: string | undefined): Authority =>
  readAuthority("GATEWAY_CA_FILE", path, {
    read: (file) => readFileSync(file, "utf8"),
    check: (pem) => new X509Certificate(pem),
  });

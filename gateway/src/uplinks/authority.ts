import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Authority, readAuthority } from "@datacityzen/hardware/settings/authority";

/** The authority that the operator chose for the cloud's certificate. */
export const cloudAuthority = (path: string | undefined): Authority =>
  readAuthority("CLOUD_CA_FILE", path, {
    read: (file) => readFileSync(file, "utf8"),
    check: (pem) => new X509Certificate(pem),
  });

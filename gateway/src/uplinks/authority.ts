import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

/** The authority that the operator chose for the cloud's certificate, or a sentence about the file. */
export type Authority =
  | { readonly ok: true; readonly pem: string | undefined }
  | { readonly ok: false; readonly sentence: string };

export const readAuthority = (path: string | undefined): Authority => {
  if (path === undefined) return { ok: true, pem: undefined };
  try {
    const pem = readFileSync(path, "utf8");
    new X509Certificate(pem);
    return { ok: true, pem };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code?.startsWith("E") === true && !code.startsWith("ERR_");
    return {
      ok: false,
      sentence: isMissing
        ? `CLOUD_CA_FILE: ${path} cannot be read (${code}): name a file that this user may read.`
        : `CLOUD_CA_FILE: ${path} holds no certificate: name the PEM file of the authority.`,
    };
  }
};

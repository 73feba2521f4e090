/** The authority that somebody chose for the certificate of the other side, or a sentence about the file. */
export type Authority =
  | { readonly ok: true; readonly pem: string | undefined }
  | { readonly ok: false; readonly sentence: string };

export interface CertificateFiles {
  /** Throws the system's error. */
  read(path: string): string;
  /** Throws when the text is no certificate. */
  check(pem: string): unknown;
}

/** What the file that the setting `variable` names holds: a certificate in PEM. */
export const readAuthority = (
  variable: string,
  path: string | undefined,
  { read, check }: CertificateFiles,
): Authority => {
  if (path === undefined) return { ok: true, pem: undefined };
  try {
    const pem = read(path);
    check(pem);
    return { ok: true, pem };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const isMissing = code.startsWith("E") && !code.startsWith("ERR_");
    return {
      ok: false,
      sentence: isMissing
        ? `${variable}: ${path} cannot be read (${code}): name a file that this user may read.`
        : `${variable}: ${path} holds no certificate: name the PEM file of the authority.`,
    };
  }
};

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** An authority of the test, made by openssl, and certificates of it for names and addresses. */
export const createAuthority = () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-authority-"));
  const openssl = (...words: readonly string[]) => {
    const { status, stderr } = spawnSync("openssl", words, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl ${words[0]}: ${stderr}`);
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test");
  let made = 0;
  return {
    ca: readFileSync(join(folder, "ca.pem"), "utf8"),
    /** For names like "DNS:hook.example" and addresses like "IP:127.0.0.1". */
    certificate(...names: readonly string[]): Certificate {
      const own = `own${made++}`;
      writeFileSync(join(folder, `${own}.ext`), `subjectAltName=${names.join(",")}\n`);
      openssl("req", ...key, "-keyout", `${own}.key`, "-out", `${own}.csr`, "-subj", "/CN=own");
      openssl(
        ...["x509", "-req", "-in", `${own}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key"],
        ...["-CAcreateserial", "-extfile", `${own}.ext`, "-out", `${own}.pem`],
      );
      return {
        key: readFileSync(join(folder, `${own}.key`), "utf8"),
        cert: readFileSync(join(folder, `${own}.pem`), "utf8"),
      };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
};

export type Authority = ReturnType<typeof createAuthority>;

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readAuthority } from "./authority.ts";

test("a file that is missing, or holds no certificate, is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-authority-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "ca.pem");
  expect(readAuthority(undefined)).toEqual({ ok: true, pem: undefined });
  expect(readAuthority(file)).toMatchObject({ sentence: expect.stringContaining("ENOENT") });
  writeFileSync(file, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
  expect(readAuthority(file)).toMatchObject({ sentence: expect.stringContaining("PEM") });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { gatewayAuthority } from "./authority.ts";

test("a file that is missing, or holds no certificate, is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-authority-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "ca.pem");
  expect(gatewayAuthority(undefined)).toEqual({ ok: true, pem: undefined });
  expect(gatewayAuthority(file)).toMatchObject({ sentence: expect.stringContaining("ENOENT") });
  writeFileSync(file, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
  expect(gatewayAuthority(file)).toMatchObject({ sentence: expect.stringContaining("PEM") });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { type Authority, createAuthority } from "../requests/certificates.fixture.ts";
import { openCertificate } from "./certificate.ts";

let authority: Authority;
let folder: string;
let files: { certificate: string; key: string };
beforeAll(() => {
  authority = createAuthority();
});
afterAll(() => authority.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-certificate-"));
  files = { certificate: join(folder, "fullchain.pem"), key: join(folder, "privkey.pem") };
  onTestFinished(() => rm(folder, { recursive: true }));
});

const write = async ({ cert, key }: { readonly cert: string; readonly key: string }) => {
  await writeFile(files.certificate, cert);
  await writeFile(files.key, key);
};

const silent = pino({ level: "silent" });
const refusal = (): Promise<string> =>
  openCertificate(files, Date.now, silent).then(
    (certificate) => {
      certificate.close();
      return "";
    },
    (error: Error) => error.message,
  );

test("files that cannot be used are refused by a sentence that names them", async () => {
  expect(await refusal()).toContain("TLS_CERT_FILE:");
  expect(await refusal()).toContain("cannot be read (ENOENT)");
  const one = authority.certificate("IP:127.0.0.1");
  await write({ cert: "no certificate", key: one.key });
  expect(await refusal()).toContain("holds no certificate");
  await write({ cert: one.cert, key: "no key" });
  expect(await refusal()).toContain("TLS_KEY_FILE");
  await write({ cert: one.cert, key: authority.certificate("IP:127.0.0.1").key });
  expect(await refusal()).toContain("belong together");
  await write(one);
  expect(await refusal()).toBe("");
});

test("a certificate that ends soon, or has ended, is reported once a day", async () => {
  await write(authority.certificate("IP:127.0.0.1"));
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
  const until = (await openCertificate(files, Date.now, silent).then((one) => {
    one.close();
    return one.until();
  })) as number;
  let now = until - 15 * 86_400_000;
  const certificate = await openCertificate(files, () => now, log);
  onTestFinished(certificate.close);
  expect(lines).toHaveLength(0);
  now = until - 13 * 86_400_000;
  await certificate.look();
  await certificate.look();
  expect(lines).toHaveLength(1);
  now = until + 1;
  await certificate.look();
  expect(lines[1]).toContain("has ended");
});

const serialOf = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", ca: authority.ca }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once("error", reject);
  });

const portOf = (address: string | undefined): number => Number(new URL(address ?? "").port);

const openWithTls = async (settings = {}): Promise<CloudUnderTest> => {
  const subject = await openCloudUnderTest(Date.now, {
    settings: {
      TLS_CERT_FILE: files.certificate,
      TLS_KEY_FILE: files.key,
      HTTPS_PORT: "0",
      MQTTS_PORT: "0",
      ...settings,
    },
  });
  onTestFinished(() => subject.remove());
  return subject;
};

test("a renewed certificate is used without a restart, by both doors; a pair that does not fit is not", async () => {
  await write(authority.certificate("IP:127.0.0.1"));
  const subject = await openWithTls();
  const { https, mqtts, reload } = subject.cloud();
  const [web, mqtt] = [portOf(https), portOf(mqtts)];
  const first = await serialOf(web);
  expect(await serialOf(mqtt)).toBe(first);
  const next = authority.certificate("IP:127.0.0.1");
  // Half of it is written: what is in use stays.
  await writeFile(files.certificate, next.cert);
  await reload();
  expect(await serialOf(web)).toBe(first);
  await writeFile(files.key, next.key);
  await reload();
  const second = await serialOf(web);
  expect(second).not.toBe(first);
  expect(await serialOf(mqtt)).toBe(second);
});

test("a reading goes in over TLS and over WebSocket, and the API answers over TLS", async () => {
  await write(authority.certificate("IP:127.0.0.1"));
  const subject = await openWithTls();
  const { https, mqtts, http } = subject.cloud();
  const urls = [
    mqtts as string,
    `${https?.replace("https:", "wss:")}/mqtt`,
    `${http.replace("http:", "ws:")}/mqtt`,
  ];
  for (const [index, url] of urls.entries()) {
    const client = await subject.connectTo(url, { ca: authority.ca, username: `st-${index}` });
    await client.publishAsync(
      `dcz/1/st-${index}/readings`,
      JSON.stringify({
        boot: "abcdefgh",
        seq: 1,
        clock: "ntp",
        readings: [{ at: Date.now(), sensor: "sds011", values: { pm2_5: 7 } }],
      }),
      { qos: 1 },
    );
    expect((await subject.get(`/api/v1/stations/st-${index}`)).status, url).toBe(200);
  }
  // Node's own fetch believes no authority of a test.
  const answer = await new Promise<string>((resolve, reject) => {
    let text = "";
    const socket = connect({ port: portOf(https), host: "127.0.0.1", ca: authority.ca }, () =>
      socket.write("GET /api/v1/stations HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
    );
    socket.on("data", (bytes) => {
      text += bytes;
    });
    socket.once("close", () => resolve(text));
    socket.once("error", reject);
  });
  expect(answer).toContain("200 OK");
  expect(answer).toContain("strict-transport-security: max-age=31536000");
  expect(answer).toContain('"st-1"');
  const clear = await subject.get("/api/v1/stations");
  expect(clear.headers.get("strict-transport-security")).toBeNull();
});

test("what is older than TLS 1.2 is refused", async () => {
  await write(authority.certificate("IP:127.0.0.1"));
  const subject = await openWithTls();
  const old = {
    minVersion: "TLSv1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT@SECLEVEL=0",
  } as const;
  const port = portOf(subject.cloud().mqtts);
  await expect(
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", ca: authority.ca, ...old }, () =>
        resolve(1),
      );
      socket.once("error", reject);
    }),
  ).rejects.toThrow();
});

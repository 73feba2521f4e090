import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { removeFolder } from "./folders.ts";
import { root, startProcess } from "./processes.ts";
import { program, testWith } from "./real.ts";

const run = promisify(execFile);

const openCloud = async (folder: string) => {
  const cloud = startProcess("cloud/src/main.ts", {
    DATA_DIR: folder,
    HTTP_PORT: "0",
    MQTT_PORT: "0",
    DATABASE_URL: "none",
    LOG_LEVEL: "info",
  });
  // Also when the test fails.
  onTestFinished(async () => void (await cloud.end("SIGKILL")));
  const { http = "" } = await cloud.ready;
  return { cloud, http };
};

const freshFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-readings-"));
  onTestFinished(() => removeFolder(folder));
  return folder;
};

const START = Date.now() - 3_600_000;
const LINES = 3000;

/** The lines of one request: one reading each, of instants that no other request has. */
const linesOf = (request: number): string =>
  Array.from({ length: LINES }, (_, line) => {
    const seq = request * LINES + line;
    const readings = [{ at: START + 10 * seq, sensor: "one", values: { pm10: seq % 100 } }];
    return `${JSON.stringify({ station: "bulk", boot: "killkill", seq, clock: "ntp", readings })}\n`;
  }).join("");

const post = (http: string, body: string): Promise<Response> =>
  fetch(`${http}/api/v1/readings`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body,
  });

/** A request of which a part came: how much is on disk when the process is ended, nobody knows. */
const sendPart = async (http: string, body: string): Promise<Socket> => {
  const { hostname, port } = new URL(http);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(
    `POST /api/v1/readings HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
  );
  socket.write(body.slice(0, Math.floor(body.length / 2)));
  return socket;
};

/** How many instants the store has, and how many values: more than one for an instant would be a double. */
const kept = async (http: string) => {
  const from = new Date(START - 1000).toISOString();
  const until = new Date(START + 86_400_000).toISOString();
  const answer = await fetch(
    `${http}/api/v1/series?station=bulk&quantity=pm10&from=${from}&until=${until}`,
  );
  const { series = [] } = (await answer.json()) as { series?: { points: { at: string }[] }[] };
  const instants = series.flatMap(({ points }) => points.map(({ at }) => at));
  return { values: instants.length, instants: new Set(instants).size };
};

test("a cloud that is killed while many lines come loses none that it answered for, and doubles none that are sent again", async () => {
  const folder = await freshFolder();
  const first = await openCloud(folder);
  const answer = await post(first.http, linesOf(0));
  expect(await answer.json()).toEqual({ accepted: LINES, refused: 0, refusals: [] });
  expect(await kept(first.http)).toEqual({ values: LINES, instants: LINES });
  const socket = await sendPart(first.http, linesOf(1));
  await expect.poll(async () => (await kept(first.http)).values).toBeGreaterThan(LINES);
  await first.cloud.end("SIGKILL");
  socket.destroy();

  const { cloud, http } = await openCloud(folder);
  const { values, instants } = await kept(http);
  expect(values).toBeGreaterThanOrEqual(LINES);
  expect(instants).toBe(values);
  const again = await post(http, linesOf(1));
  expect(await again.json()).toEqual({ accepted: LINES, refused: 0, refusals: [] });
  expect(await kept(http)).toEqual({ values: 2 * LINES, instants: 2 * LINES });
  await cloud.end("SIGTERM");
});

testWith(
  [program("curl"), program("openssl")],
  "the commands of the how-to send readings, as they stand there",
  async () => {
    const folder = await freshFolder();
    const { cloud, http } = await openCloud(folder);
    const page = await readFile(join(root, "docs/how-to/send-readings.md"), "utf8");
    const commands = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, text = ""]) => text);
    expect(commands.length).toBe(3);
    const script = commands.join("\n").replaceAll("http://localhost:8080", http);
    const { stdout } = await run("sh", ["-eu", "-c", script], { cwd: folder });
    const answers = stdout.trim().replaceAll("}{", "}\n{").split("\n");
    expect(answers.length).toBe(3);
    for (const answer of answers) expect(JSON.parse(answer)).toMatchObject({ refused: 0 });
    await cloud.end("SIGTERM");
  },
);

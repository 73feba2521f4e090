import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import { Aedes } from "aedes";
import { onTestFinished } from "vitest";
import { openPseudoTerminal } from "./ports/pseudo-terminal.ts";

const main = new URL("main.ts", import.meta.url).pathname;

/** A real broker, which keeps what the station says. */
export const startBroker = async (station = "test-station", port = 0) => {
  const heard = new Map<string, unknown[]>();
  const aedes = await Aedes.createBroker({
    authorizePublish: (_, { topic, payload }, done) => {
      heard.set(topic, [...(heard.get(topic) ?? []), JSON.parse(String(payload))]);
      done(null);
    },
  });
  const server = createServer(aedes.handle).listen(port, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    server.close();
  });
  const address = server.address();
  const taken = address !== null && typeof address !== "string" ? address.port : 0;
  return {
    url: `mqtt://127.0.0.1:${taken}`,
    /** Everything, whatever its topic. */
    all: () => [...heard.values()].flat(),
    heard: (kind: string) => heard.get(`dcz/1/${station}/${kind}`) ?? [],
    /** Publishes to the station, retained, as its gateway does. */
    say: (kind: string, content: unknown) =>
      aedes.publish(
        {
          ...{ cmd: "publish", qos: 1, dup: false, retain: true },
          ...{ topic: `dcz/1/${station}/${kind}`, payload: JSON.stringify(content) },
        },
        () => undefined,
      ),
  };
};

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-edge-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** The edge as a process of its own. */
export const startEdge = (environment: Record<string, string>) => {
  const edge = spawn(execPath, [main], {
    env: { DATA_DIR: temporaryFolder(), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void edge.kill("SIGKILL"));
  const lines: Record<string, unknown>[] = [];
  createInterface(edge.stdout).on("line", (line) => lines.push(JSON.parse(line)));
  const errors: string[] = [];
  edge.stderr.on("data", (text) => errors.push(String(text)));
  return { edge, lines, errors: () => errors.join(""), ended: once(edge, "exit") };
};

/** An SDS011 that counts its frames in tenths of a microgram, ten a second. */
export const countingSensor = async () => {
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.reason);
  const { terminal } = opened;
  let count = 0;
  const speak = setInterval(() => {
    count += 1;
    const data = [count & 0xff, count >> 8, count & 0xff, count >> 8, 0x58, 0xd9];
    const sum = data.reduce((total, byte) => total + byte, 0) & 0xff;
    terminal.write(Uint8Array.of(0xaa, 0xc0, ...data, sum, 0xab));
  }, 100);
  onTestFinished(() => {
    clearInterval(speak);
    terminal.unplug();
  });
  return { ...terminal, fallSilent: () => clearInterval(speak) };
};

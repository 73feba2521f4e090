import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "../api/api.ts";
import { openDatabase } from "../duckdb/open.ts";
import { answered, leaving } from "./answers.ts";

test("who leaves ends the question, and the next in the queue has its turn", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-leaving-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const database = await openDatabase(join(folder, "series.duckdb"), { readers: 1 });
  onTestFinished(() => database.close());
  const { api } = await createApi({
    log: pino({ level: "silent" }),
    version: "1",
    token: { matches: () => false },
    problems: {},
  });
  onTestFinished(() => api.close());
  const ended: string[] = [];
  let arrived = 0;
  let begun = 0;
  api.get("/api/v1/it", { config: { access: "measurements.read" } }, async (_request, reply) => {
    arrived += 1;
    const question = database.query(
      async (connection) => {
        begun += 1;
        // Hours of work for one reader.
        await connection.run(
          "SELECT count(*) FROM range(1e9::BIGINT) a, range(1e6::BIGINT) b WHERE a.range * b.range % 7 = 8",
        );
      },
      { signal: leaving(reply) },
    );
    await answered(question).catch((error: Error) => ended.push(error.message));
    return {};
  });
  const http = await api.listen({ host: "127.0.0.1", port: 0 });
  const ask = async () => {
    const socket = connect(Number(new URL(http).port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write("GET /api/v1/it HTTP/1.1\r\nHost: a\r\n\r\n");
    return socket;
  };
  const first = await ask();
  await expect.poll(() => begun).toBe(1);
  const waiting = await ask();
  const second = await ask();
  await expect.poll(() => arrived).toBe(3);
  expect(ended).toEqual([]);
  waiting.destroy();
  await expect.poll(() => ended).toEqual(["The question was given up."]);
  first.destroy();
  await expect.poll(() => ended).toHaveLength(2);
  await expect.poll(() => begun).toBe(2);
  second.destroy();
  await expect.poll(() => ended).toHaveLength(3);
});

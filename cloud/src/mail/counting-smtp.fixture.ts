import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

/** A real mail server that takes everything and keeps nothing but the Message-ID of each mail: for tens of thousands. */
export const openCountingSmtp = async () => {
  const seen = new Map<string, number>();
  let last = 0;
  const server = new SMTPServer({
    ...{ authOptional: true, disableReverseLookup: true, logger: false },
    onData(stream, _session, done) {
      text(stream).then((raw) => {
        const id = /^Message-ID: (\S+)/im.exec(raw)?.[1] ?? "";
        seen.set(id, (seen.get(id) ?? 0) + 1);
        last = performance.now();
        done();
      }, done);
    },
  });
  server.on("error", () => undefined);
  const listening = server.listen(0, "127.0.0.1") as Server;
  await once(listening, "listening");
  return {
    port: (listening.address() as AddressInfo).port,
    /** Different mails that were accepted. */
    count: () => seen.size,
    /** Mails that were accepted again. */
    doubles: () => [...seen.values()].reduce((sum, count) => sum + count - 1, 0),
    /** `performance.now()` of the last one. */
    lastAt: () => last,
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
};

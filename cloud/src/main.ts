import "./thread-pool.ts";
import pino from "pino";
import { openCloud } from "./cloud.ts";
import { readConfig } from "./config.ts";
import { withoutValues } from "./records/logged-error.ts";
import { StartError } from "./start-error.ts";

const settings = readConfig();
if (!settings.ok) {
  for (const sentence of settings.sentences) process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
const log = pino({
  name: "cloud",
  level: settings.value.LOG_LEVEL,
  serializers: { err: (error) => pino.stdSerializers.errWithCause(withoutValues(error) as Error) },
});

const fail = (error: Error): never => {
  process.stderr.write(`${error instanceof StartError ? error.message : error.stack}\n`);
  process.exit(1);
};

const giveUp = (error: Error): never => {
  log.fatal({ err: error }, "store must be opened again");
  // Nothing that was acknowledged is lost: whoever keeps this process running starts it again.
  process.exit(1);
};

const { reload, close, ...cloud } = await openCloud(settings.value, log, Date.now, giveUp, () =>
  performance.now(),
).catch(fail);
const { http, mqtt, https, mqtts, operations } = cloud;
log.info({ http, mqtt, https, mqtts, operations }, "ready");

// As programs that renew certificates tell servers.
process.on("SIGHUP", () => void reload());

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    close().then(() => {
      log.info("stopped");
      process.exit(0);
    }, fail);
  });

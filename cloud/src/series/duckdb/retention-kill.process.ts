import { setTimeout } from "node:timers/promises";
import { isBroken } from "../../duckdb/group-commit.ts";
import { DAY, DAYS, openStore, readingsOf, STATIONS, T0 } from "./retention-kill.fixture.ts";

// Fills days, the first time; then days pass, of which old ones are dropped, until it is killed. Tells each day that passed.
const [path = "", life = "0"] = process.argv.slice(2);
let present = T0 + (DAYS + 1) * DAY;
const { store } = await openStore(path, () => present);
if (life === "0")
  for (const station of STATIONS)
    for (let day = 0; day < DAYS; day++)
      await store.append({ station, received: present, readings: readingsOf(station, day) });
for (;;) {
  try {
    await store.enforceRetention();
    process.stdout.write(`${(present - T0) / DAY}\n`);
    present += DAY;
  } catch (error) {
    // A disk that fails: what was not done is done later.
    process.stderr.write(`${(error as Error).message.split("\n", 1)[0]}\n`);
    // DuckDB has given its file up: a cloud ends then, and is started again.
    if (isBroken(error as Error)) process.exit(1);
    await setTimeout(20);
  }
}

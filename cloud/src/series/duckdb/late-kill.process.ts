import { DAY_MINUTES, DAYS, openStore, STATIONS, T0 } from "./late-kill.fixture.ts";

// Fills days and seals them, the first time; then takes scattered late readings and repeats until it is killed, while days are
// sealed anew. Tells each message once it is acknowledged.
const [path = "", seed = "0"] = process.argv.slice(2);
let state = Number(seed) + 1;
const random = (below: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((state / 2_147_483_648) * below);
};
const tell = (station: string, minutes: readonly number[]): void =>
  void process.stdout.write(`${JSON.stringify([station, minutes])}\n`);

const { store, append } = await openStore(path);
if (seed === "0") {
  for (const station of STATIONS)
    for (let day = 0; day < DAYS; day++) {
      const minutes = Array.from(
        { length: DAY_MINUTES / 2 },
        (_, index) => day * DAY_MINUTES + 2 * index,
      );
      await append(station, minutes);
      tell(station, minutes);
    }
  await store.sealUp(T0 + DAYS * 86_400_000);
}
const seal = async (): Promise<never> => {
  for (;;) await store.sealUp(T0 + DAYS * 86_400_000);
};
void seal();
const send = async (station: string): Promise<never> => {
  for (;;) {
    const minutes = Array.from({ length: 30 }, () => random(DAYS * DAY_MINUTES));
    const { conflicts } = await append(station, minutes);
    if (conflicts.length > 0) throw new Error(`a conflict with itself at ${conflicts[0]?.at}`);
    tell(station, minutes);
  }
};
await Promise.all(STATIONS.map(send));

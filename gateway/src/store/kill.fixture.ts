import { numbered, openStore } from "./store.fixture.ts";

// Appends for ever, and prints which messages are safe. The parent kills it.
const [folder = "", from = "0"] = process.argv.slice(2);
const { outbox } = openStore(folder);

const appendAndPrint = async (seq: number): Promise<void> => {
  const outcome = await outbox.append(numbered(seq));
  if (outcome.ok) process.stdout.write(`${seq}\n`);
};

for (let seq = Number(from); ; seq += 20)
  await Promise.all(Array.from({ length: 20 }, (_, offset) => appendAndPrint(seq + offset)));

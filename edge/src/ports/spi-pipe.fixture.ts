/** Stands in for spi-pipe of spi-tools with an OPC-N3 at the bus: `node spi-pipe.fixture.ts FOLDER …`. */
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { argv, exit, stderr, stdin, stdout } from "node:process";
import { createOpcn3 } from "./opcn3.fixture.ts";

const [, , folder = "", ...words] = argv;
appendFileSync(join(folder, "calls"), `${words.join(" ")}\n`);
if (existsSync(join(folder, "gone"))) {
  stderr.write("/dev/spidev0.0: No such file or directory\n");
  exit(1);
}
const part = createOpcn3();
stdin.on("data", (bytes: Buffer) => {
  stdout.write(Uint8Array.from(bytes, (byte) => part.exchange(byte)));
});
stdin.on("end", () => exit(0));
setInterval(() => {
  if (!existsSync(join(folder, "gone"))) return;
  stderr.write("SPI_IOC_MESSAGE: No such device\n");
  exit(1);
}, 20);

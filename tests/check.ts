/** `npm run check`: lint and types run beside the unit tests, and are reported after them. */
import { spawn } from "node:child_process";

interface Outcome {
  readonly name: string;
  readonly failed: boolean;
  readonly output: string;
  readonly seconds: number;
}

const run = (name: string, { isShown }: { isShown: boolean }): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn("npm", ["run", "--silent", name], {
      stdio: isShown ? "inherit" : ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (bytes) => {
        output += bytes;
      });
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({
        name,
        failed: code !== 0,
        output,
        seconds: (performance.now() - began) / 1000,
      }),
    );
  });

const outcomes = await Promise.all([
  run("test:unit", { isShown: true }),
  run("types", { isShown: false }),
  run("lint", { isShown: false }),
]);
for (const { name, failed, output, seconds } of outcomes) {
  if (failed) process.stdout.write(output);
  const took = `${seconds.toFixed(0)} s`.padStart(6);
  process.stdout.write(`${name.padEnd(10)} ${took}  ${failed ? "failed" : "ok"}\n`);
}
process.exitCode = outcomes.some(({ failed }) => failed) ? 1 : 0;

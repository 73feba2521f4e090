import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { sizeOf } from "../backup/size.ts";
import { createCommand, refuse } from "../command.ts";
import { readSmallFile } from "../small-file.ts";
import type { Terminal } from "../terminal.ts";
import { makeRelease, NotMade } from "./make.ts";
import { updateTexts } from "./texts.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `dcz update key`: for whoever publishes releases. */
export const keyCommand = (terminal: Terminal): Command => {
  const texts = updateTexts[terminal.language];
  return createCommand(terminal, "key")
    .description(texts.key)
    .argument("<FILE>", texts.keyFile)
    .action((file: string) => {
      const open = file.replace(/(\.pem)?$/, ".pub.pem");
      for (const path of [file, open])
        if (existsSync(path)) return refuse(terminal, texts.keyThere(path));
      const { privateKey, publicKey } = generateKeyPairSync("ed25519");
      try {
        const secret = privateKey.export({ type: "pkcs8", format: "pem" });
        writeFileSync(file, secret, { mode: 0o600, flag: "wx" });
        writeFileSync(open, publicKey.export({ type: "spki", format: "pem" }), { flag: "wx" });
      } catch (error) {
        return refuse(terminal, texts.notAllowed((error as Error).message));
      }
      terminal.out.say(`${texts.keyMade(file, open)}\n`);
    });
};

const readSigningKey = (path: string): KeyObject | undefined => {
  try {
    const key = createPrivateKey(readSmallFile(path));
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined;
  }
};

interface MakeOptions {
  readonly out: string;
  readonly tree?: string;
  readonly json?: boolean;
}

/** `dcz update make`: for whoever publishes releases. */
export const makeCommand = (terminal: Terminal): Command => {
  const texts = updateTexts[terminal.language];
  return createCommand(terminal, "make")
    .description(texts.make)
    .argument("<KEY>", texts.signingKey)
    .option("--out <FOLDER>", texts.out, "releases")
    .option("--tree <FOLDER>", texts.tree)
    .option("--json", texts.json)
    .action(async (keyFile: string, options: MakeOptions) => {
      const key = readSigningKey(keyFile);
      if (key === undefined) return refuse(terminal, texts.noSigningKey(keyFile));
      try {
        const { release, file } = await makeRelease(options.tree ?? root, {
          folder: options.out,
          key,
        });
        if (options.json === true)
          return terminal.out.data(`${JSON.stringify({ file, ...release }, undefined, 2)}\n`);
        terminal.out.say(`${texts.made(file, sizeOf(release.bytes))}\n`);
      } catch (error) {
        if (!(error instanceof NotMade)) throw error;
        return refuse(terminal, texts.notMade[error.reason](error.message));
      }
    });
};

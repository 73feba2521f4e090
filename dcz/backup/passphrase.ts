import type { Environment } from "@datacityzen/hardware/settings/settings";
import { refuse } from "../command.ts";
import { readSmallFile } from "../small-file.ts";
import type { Terminal } from "../terminal.ts";
import { backupTexts } from "./texts.ts";

/** Short ones are guessed. */
const LEAST_LENGTH = 12;

export type Passphrase =
  | { readonly ok: true; readonly passphrase: string | undefined }
  | { readonly ok: false; readonly fault: "unreadable" | "too_short"; readonly file: string };

/**
 * The first line of the file that was named, or of the one in BACKUP_PASSPHRASE_FILE. Never a word of the
 * command: every account of the machine sees those.
 */
export const readPassphrase = (named: string | undefined, environment: Environment): Passphrase => {
  const file = named ?? (environment.BACKUP_PASSPHRASE_FILE || undefined);
  if (file === undefined) return { ok: true, passphrase: undefined };
  let text: string;
  try {
    text = readSmallFile(file);
  } catch {
    return { ok: false, fault: "unreadable", file };
  }
  const passphrase = text.split(/\r?\n/, 1)[0] ?? "";
  if (passphrase.length < LEAST_LENGTH) return { ok: false, fault: "too_short", file };
  return { ok: true, passphrase };
};

/** Says why a passphrase cannot be used. */
export const refusePassphrase = (
  terminal: Terminal,
  { fault, file }: Extract<Passphrase, { ok: false }>,
): void => {
  const texts = backupTexts[terminal.language];
  refuse(terminal, fault === "unreadable" ? texts.unreadable(file) : texts.tooShort(file));
};

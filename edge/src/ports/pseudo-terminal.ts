import { closeSync, constants, openSync } from "node:fs";
import type { ReadStream } from "node:tty";

/** A serial port without hardware: what is written here is read by whoever opens `path`. */
export interface PseudoTerminal {
  readonly path: string;
  write(bytes: Uint8Array): void;
  /** The device goes away, as when its cable is pulled. */
  unplug(): void;
}

export type OpenedTerminal =
  | { readonly ok: true; readonly terminal: PseudoTerminal }
  | { readonly ok: false; readonly reason: string };

/** `open` of node-pty, which its type declarations leave out. */
interface Library {
  open(options: { cols: number; rows: number; encoding: null }): {
    readonly master: ReadStream;
    readonly slave: ReadStream;
    readonly ptsName: string;
  };
}

/**
 * Makes a pseudo terminal; `onBytes` gets what the other side writes.
 * The library is loaded only here: it has no binary for some machines that read real sensors well.
 */
export const openPseudoTerminal = async (
  onBytes: (bytes: Uint8Array) => void = () => undefined,
): Promise<OpenedTerminal> => {
  try {
    const library: unknown = await import("@lydell/node-pty");
    const { master, slave, ptsName } = (library as Library).open({
      cols: 80,
      rows: 24,
      encoding: null,
    });
    // The library's own reader of the far side would steal the bytes. A handle that nobody reads
    // keeps the far side open instead: without any, reading the near side fails (EIO).
    const held = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
    slave.destroy();
    master.on("data", onBytes);
    let plugged = true;
    return {
      ok: true,
      terminal: {
        path: ptsName,
        write: (bytes) => void master.write(bytes),
        unplug() {
          if (!plugged) return;
          plugged = false;
          master.destroy();
          closeSync(held);
        },
      },
    };
  } catch (error) {
    return { ok: false, reason: (error as Error).message.split("\n", 1)[0] ?? "" };
  }
};

/**
 * A source of a device's bytes. A port opens itself, emits what happens, and after a loss tries again
 * until it is closed: a cable that is pulled and put back gives two events and no end.
 */
export interface Port {
  /** To be read by one reader; ends when the port is closed. */
  readonly events: AsyncIterable<PortEvent>;
  /** Resolves when the device's driver has taken the bytes, or with why it did not. Never throws. */
  write(bytes: Uint8Array): Promise<Written>;
  /** Closes the device and opens it again: a driver that hangs may then work. */
  restart?(): void;
  /** Resolves when nothing is held any more. May be called again. */
  close(): Promise<void>;
}

/** `at`: when it reached us, in milliseconds of the clock that the port was given (`now`). */
export type PortEvent =
  | { readonly kind: "opened"; readonly at: number }
  /** Bytes in the order of the wire, cut anywhere. */
  | { readonly kind: "bytes"; readonly at: number; readonly bytes: Uint8Array }
  /** It was open and is not, or cannot be opened. Emitted once for each new reason; the port goes on trying. */
  | {
      readonly kind: "lost";
      readonly at: number;
      readonly reason: PortFault;
      readonly detail: string;
    };

/**
 * - `absent`: there is no such device;
 * - `denied`: this user may not open it;
 * - `busy`: another program holds it;
 * - `unplugged`: it was open and went away;
 * - `failed`: any other fault, see the detail.
 */
export type PortFault = "absent" | "denied" | "busy" | "unplugged" | "failed";

export type Written =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: "not_open" | "failed" };

import type { SpreadingFactor } from "./airtime.ts";

/** A serial line to a modem: whole lines in both directions. */
export interface ModemLine {
  readonly write: (line: string) => void;
  /** The next line that comes, or undefined when none comes in time or the line is gone. */
  readonly next: (withinMs: number) => Promise<string | undefined>;
  readonly close: () => Promise<void>;
}

/** Why a modem did not do what it was told. */
export type ModemFault =
  /** It says nothing, or something that is none of its answers. */
  | "no_answer"
  /** The network does not know the device, or did not hear it. */
  | "join_denied"
  /** All channels have had their share of the air for now. */
  | "no_free_channel"
  /** The network must be joined again. */
  | "not_joined"
  | "too_long"
  /** A key or another setting that it does not take. */
  | "refused";

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: ModemFault; readonly said: string };

export interface JoinSettings {
  /** 32 hexadecimal digits. */
  readonly appKey: string;
  /** 16 hexadecimal digits. */
  readonly joinEui: string;
  /** 16 hexadecimal digits; the modem's own when absent. */
  readonly deviceEui?: string | undefined;
  readonly spreadingFactor: SpreadingFactor;
}

/** Microchip RN2483 over its serial line (command reference DS40001784). */
export interface Modem {
  /** Joins the network, unless it still is in it; gives the device's EUI. */
  readonly join: (
    settings: JoinSettings,
    onSending: () => void,
  ) => Promise<Answer<{ readonly eui: string }>>;
  /**
   * Sends without asking the network for a confirmation; a downlink that comes with it is passed over. `onSending` is
   * called when the air is taken, or may be.
   */
  readonly transmit: (
    port: number,
    bytes: Uint8Array,
    onSending: () => void,
  ) => Promise<Answer<"sent">>;
  readonly close: () => Promise<void>;
}

const answerWithinMs = 3000;
/** Two windows of reception after five and six seconds, and the airtime before them. */
const joinWithinMs = 20_000;
const sendWithinMs = 20_000;

const faults: { readonly [said: string]: ModemFault } = {
  denied: "join_denied",
  no_free_ch: "no_free_channel",
  not_joined: "not_joined",
  frame_counter_err_rejoin_needed: "not_joined",
  invalid_data_len: "too_long",
  keys_not_init: "refused",
  invalid_param: "refused",
  silent: "refused",
};

/** Data rates of EU868: DR0 is factor 12, DR5 factor 7. */
const dataRateOf = (spreadingFactor: SpreadingFactor): number => 12 - spreadingFactor;

export const openRn2483 = (line: ModemLine): Modem => {
  const failed = (said: string | undefined) =>
    ({ ok: false, reason: faults[said ?? ""] ?? "no_answer", said: said ?? "" }) as const;

  const ask = async (command: string): Promise<string | undefined> => {
    line.write(command);
    return line.next(answerWithinMs);
  };

  /** A command that is answered with `ok`. */
  const tell = async (command: string): Promise<Answer<"ok">> => {
    const said = await ask(command);
    return said === "ok" ? { ok: true, value: "ok" } : failed(said);
  };

  const tellAll = async (commands: readonly string[]): Promise<Answer<"ok">> => {
    for (const command of commands) {
      const answer = await tell(command);
      if (!answer.ok) return answer;
    }
    return { ok: true, value: "ok" };
  };

  /** A command that takes the air unless it is refused: who says nothing may have sent. */
  const send = async (command: string, onSending: () => void): Promise<Answer<"ok">> => {
    const begun = await tell(command);
    if (begun.ok || begun.said === "") onSending();
    return begun;
  };

  /** Bit 0 of the state (DS40001784, figure 2-3). */
  const isJoined = async (): Promise<boolean> => {
    const state = (await ask("mac get status")) ?? "";
    return /^[0-9A-Fa-f]{1,8}$/.test(state) && (Number.parseInt(state, 16) & 1) === 1;
  };

  return {
    join: async ({ appKey, joinEui, deviceEui, spreadingFactor }, onSending) => {
      const version = await ask("sys get ver");
      // What a command of before left is on the line: one more answer is read.
      const greeting = /^RN2\d{3} /.test(version ?? "") ? version : await line.next(answerWithinMs);
      if (!/^RN2\d{3} /.test(greeting ?? "")) return failed(undefined);
      const eui = (deviceEui ?? (await ask("sys get hweui")) ?? "").toLowerCase();
      if (!/^[0-9a-f]{16}$/.test(eui)) return failed(undefined);
      const rate = [`mac set dr ${dataRateOf(spreadingFactor)}`, "mac set adr off"];
      const known = ((await ask("mac get deveui")) ?? "").toLowerCase();
      if (known === eui && (await isJoined())) {
        const set = await tellAll(rate);
        return set.ok ? { ok: true, value: { eui } } : set;
      }
      const set = await tellAll([
        "mac reset 868",
        `mac set deveui ${eui}`,
        `mac set appeui ${joinEui}`,
        `mac set appkey ${appKey}`,
        ...rate,
      ]);
      if (!set.ok) return set;
      const begun = await send("mac join otaa", onSending);
      if (!begun.ok) return begun;
      const said = await line.next(joinWithinMs);
      return said === "accepted" ? { ok: true, value: { eui } } : failed(said);
    },

    transmit: async (port, bytes, onSending) => {
      const frame = Buffer.from(bytes).toString("hex");
      const begun = await send(`mac tx uncnf ${port} ${frame}`, onSending);
      if (!begun.ok) return begun;
      const said = await line.next(sendWithinMs);
      return said === "mac_tx_ok" || said?.startsWith("mac_rx ")
        ? { ok: true, value: "sent" }
        : failed(said);
    },

    close: line.close,
  };
};

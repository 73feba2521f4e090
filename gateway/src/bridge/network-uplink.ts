import * as z from "zod";

/** One frame of a LoRaWAN device as a network server passes it on, the same for both networks. */
export interface NetworkUplink {
  /** The device's EUI, 16 lower-case hexadecimal digits. */
  readonly device: string;
  /** What begins anew with each join: the device's address, or the key's name. */
  readonly session: string;
  /** The frame counter, from 0 in each session. */
  readonly counter: number;
  readonly port: number;
  readonly bytes: Uint8Array;
  /** When the frame began to be sent, as far as the network tells: UTC ms. */
  readonly sent: number;
  /** Of the gateway that heard it best: the level in dBm, and how far it was above the noise, in dB. */
  readonly rssi?: number;
  readonly snr?: number;
}

export type ReadUplink =
  | { readonly ok: true; readonly value: NetworkUplink }
  /** `empty`: a frame without a payload, such as an answer to the network itself. */
  | { readonly ok: false; readonly reason: "malformed" | "empty" };

// Both networks leave out what is 0, false or empty: the first frame of a session has no counter.
const Eui = z.string().regex(/^[0-9a-fA-F]{16}$/);
const count = z.number().int().min(0).max(0xffffffff).default(0);
const Base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]*={0,2}$/)
  .max(400)
  .default("");
const Heard = z
  .array(z.object({ rssi: z.number().optional(), snr: z.number().optional() }))
  .max(200)
  .default([]);
/** Digits behind the third are lost: a reading is dated to the second. */
const Time = z
  .string()
  .max(64)
  .transform((text, context) => {
    const instant = Date.parse(text);
    if (Number.isFinite(instant)) return instant;
    context.addIssue({ code: "custom", message: "no instant" });
    return z.NEVER;
  });

/** The Things Stack v3, `v3/{application}@{tenant}/devices/{device}/up`. */
const TheThingsUplink = z.object({
  end_device_ids: z.object({ dev_eui: Eui, dev_addr: z.string().max(16).optional() }),
  received_at: Time,
  uplink_message: z.object({
    session_key_id: z.string().max(64).optional(),
    f_cnt: count,
    f_port: count,
    frm_payload: Base64,
    rx_metadata: Heard,
    received_at: Time.optional(),
    /** "0.056576s" */
    consumed_airtime: z
      .string()
      .regex(/^\d{1,3}(\.\d{1,9})?s$/)
      .optional(),
  }),
});

/** ChirpStack v4, `application/{id}/device/{EUI}/event/up`. */
const ChirpStackUplink = z.object({
  time: Time,
  deviceInfo: z.object({ devEui: Eui }),
  devAddr: z.string().max(16).optional(),
  fCnt: count,
  fPort: count,
  data: Base64,
  rxInfo: Heard,
});

export type NetworkServer = "the-things-stack" | "chirpstack";

/** Which network's topic this is; undefined for one of neither, and for what is no uplink. */
export const networkOf = (topic: string): NetworkServer | undefined => {
  if (/^v3\/[^/]+\/devices\/[^/]+\/up$/.test(topic)) return "the-things-stack";
  if (/^application\/[^/]+\/device\/[^/]+\/event\/up$/.test(topic)) return "chirpstack";
  return undefined;
};

/** What a client asks the network's broker for. */
export const uplinkFilters = ["v3/+/devices/+/up", "application/+/device/+/event/up"] as const;

const best = (
  heard: readonly { readonly rssi?: number | undefined; readonly snr?: number | undefined }[],
): Pick<NetworkUplink, "rssi" | "snr"> => {
  const [first] = heard
    .filter(({ rssi }) => rssi !== undefined)
    .toSorted((one, other) => (other.rssi ?? 0) - (one.rssi ?? 0));
  if (first?.rssi === undefined) return {};
  return { rssi: first.rssi, ...(first.snr !== undefined && { snr: first.snr }) };
};

/** A longer document is no uplink: one of 200 gateways that heard a frame has some 100 kB. */
const mostBytes = 256 * 1024;

const parseJson = (payload: Uint8Array): unknown => {
  if (payload.length > mostBytes) return undefined;
  try {
    return JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    return undefined;
  }
};

const fromTheThings = (document: unknown): NetworkUplink | undefined => {
  const parsed = TheThingsUplink.safeParse(document);
  if (!parsed.success) return undefined;
  const { end_device_ids: ids, received_at, uplink_message: uplink } = parsed.data;
  const airtimeMs = Number.parseFloat(uplink.consumed_airtime ?? "0") * 1000;
  return {
    device: ids.dev_eui.toLowerCase(),
    session: uplink.session_key_id ?? ids.dev_addr ?? "",
    ...{ counter: uplink.f_cnt, port: uplink.f_port },
    bytes: Buffer.from(uplink.frm_payload, "base64"),
    sent: (uplink.received_at ?? received_at) - airtimeMs,
    ...best(uplink.rx_metadata),
  };
};

const fromChirpStack = (document: unknown): NetworkUplink | undefined => {
  const parsed = ChirpStackUplink.safeParse(document);
  if (!parsed.success) return undefined;
  const { time, deviceInfo, devAddr = "", fCnt, fPort, data, rxInfo } = parsed.data;
  return {
    ...{ device: deviceInfo.devEui.toLowerCase(), session: devAddr, counter: fCnt, port: fPort },
    ...{ bytes: Buffer.from(data, "base64"), sent: time, ...best(rxInfo) },
  };
};

/** Reads what a network server published; never throws. */
export const readUplink = (network: NetworkServer, payload: Uint8Array): ReadUplink => {
  const document = parseJson(payload);
  const value = network === "chirpstack" ? fromChirpStack(document) : fromTheThings(document);
  if (value === undefined) return { ok: false, reason: "malformed" };
  return value.bytes.length === 0 ? { ok: false, reason: "empty" } : { ok: true, value };
};

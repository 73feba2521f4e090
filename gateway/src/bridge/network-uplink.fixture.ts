import type { Reading } from "@datacityzen/hardware/wire/batch";
import { encodeLora } from "@datacityzen/hardware/wire/lora";
import { today } from "../store/store.fixture.ts";

export const eui = "70b3d57ed0000a01";
export const theThingsTopic = "v3/dcz-country@ttn/devices/field-1/up";
export const chirpStackTopic = `application/3f2a/device/${eui}/event/up`;

/** Three readings of five minutes, the last of which ended at `sent`. */
export const frameOf = (sent: number): Uint8Array => {
  const readings: Reading[] = [2, 1, 0].map((ago) => ({
    at: sent - (ago + 1) * 300_000,
    sensor: "sds011",
    values: { pm2_5: 5 + ago, temperature: 10.5 },
  }));
  const encoded = encodeLora(readings, { budget: 51, every: 300_000, sent, clock: "free" });
  if (!encoded.ok) throw new Error(encoded.reason);
  return encoded.bytes;
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** As The Things Stack v3 publishes an uplink, with what else it says; a counter of 0 is left out. */
export const theThingsUplink = (counter: number, bytes: Uint8Array, sent = today) => ({
  end_device_ids: {
    device_id: "field-1",
    application_ids: { application_id: "dcz-country" },
    dev_eui: eui.toUpperCase(),
    dev_addr: "260B1234",
  },
  correlation_ids: ["gs:uplink:01"],
  received_at: new Date(sent + 260).toISOString(),
  uplink_message: {
    session_key_id: "AYc3+Q==",
    f_port: 1,
    ...(counter === 0 ? {} : { f_cnt: counter }),
    ...(bytes.length === 0 ? {} : { frm_payload: base64(bytes) }),
    rx_metadata: [
      { gateway_ids: { gateway_id: "far" }, rssi: -113, snr: -4.2, location: { latitude: 45.1 } },
      { gateway_ids: { gateway_id: "near" }, rssi: -97, snr: 7.5 },
    ],
    settings: { data_rate: { lora: { bandwidth: 125_000, spreading_factor: 7 } } },
    received_at: new Date(sent + 57).toISOString(),
    consumed_airtime: "0.056576s",
  },
});

/** As ChirpStack v4 publishes an uplink; a counter of 0 is left out. */
export const chirpStackUplink = (counter: number, bytes: Uint8Array, sent = today) => ({
  deduplicationId: "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
  time: new Date(sent).toISOString(),
  deviceInfo: { tenantName: "DCZ", applicationName: "country", deviceName: "Le pré", devEui: eui },
  devAddr: "00189440",
  ...(counter === 0 ? {} : { fCnt: counter }),
  fPort: 1,
  data: base64(bytes),
  rxInfo: [{ gatewayId: "0016c001f153a14c", rssi: -48, snr: 9 }],
  txInfo: { frequency: 868_100_000 },
});

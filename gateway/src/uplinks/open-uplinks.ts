import type { Config } from "../config.ts";
import { airtimeRules } from "../lora/airtime-ledger.ts";
import type { KeptLinkMonth } from "../store/link-month.ts";
import type { KeptLoraNotes } from "../store/lora-notes.ts";
import { type Candidate, type Failover, openFailover, type UplinkName } from "./failover.ts";
import { openGprsUplink } from "./gprs.ts";
import { openLoraUplink } from "./lora.ts";
import { type MqttUplinkOptions, openMqttUplink } from "./mqtt.ts";

/** Why these settings give no link, in a sentence for the person who made them. */
export const refusedUplink = (config: Config): string | undefined => {
  const { UPLINK, CLOUD_MQTT_URL, LORA_PORT, LORA_APP_KEY } = config;
  if (UPLINK.includes("gprs") && !/^mqtts?:/.test(CLOUD_MQTT_URL))
    return "UPLINK=gprs goes with mqtt:// or mqtts:// in CLOUD_MQTT_URL: a web socket costs more bytes than it carries.";
  if (UPLINK.includes("lora") && (LORA_PORT === undefined || LORA_APP_KEY === undefined))
    return "UPLINK=lora needs LORA_PORT, the serial port of the modem, and LORA_APP_KEY, the device's key at the network.";
  return undefined;
};

export interface UplinksOptions {
  readonly config: Config;
  readonly link: MqttUplinkOptions;
  readonly linkMonth: KeptLinkMonth;
  readonly loraNotes: KeptLoraNotes;
}

/** The links that the settings name, in their order. */
export const openUplinks = ({ config, link, linkMonth, loraNotes }: UplinksOptions): Failover => {
  const { outbox, log, now, random } = link;
  const openers: { readonly [name in UplinkName]: Candidate["open"] } = {
    mqtt: () => openMqttUplink(link),
    gprs: () => openGprsUplink({ ...link, ...linkMonth, budget: config.GPRS_BYTES_A_MONTH }),
    lora: () =>
      openLoraUplink({
        ...{ outbox, log, now, random, notes: loraNotes },
        path: config.LORA_PORT ?? "",
        appKey: config.LORA_APP_KEY ?? "",
        joinEui: config.LORA_JOIN_EUI,
        deviceEui: config.LORA_DEV_EUI,
        spreadingFactor: config.LORA_SPREADING_FACTOR,
        rules: airtimeRules[config.LORA_NETWORK],
        isStandIn: config.UPLINK.length > 1,
      }),
  };
  const candidate = (name: UplinkName): Candidate => ({ name, open: openers[name] });
  const [first, ...others] = config.UPLINK;
  return openFailover({ candidates: [candidate(first), ...others.map(candidate)], now });
};

import type { Client } from "aedes";
import {
  type Credentials,
  type Device,
  deviceKey,
  deviceOf,
  nobody,
  type Principal,
} from "../access/principal.ts";

/** Who is connected, and as what: a connection is found again when its device changes. */
export const createConnectedDevices = () => {
  const senders = new WeakMap<Client, Principal>();
  const admitted = new WeakMap<Client, Credentials>();
  const byDevice = new Map<string, Set<Client>>();

  const senderOf = (client: Client | null): Principal =>
    (client === null ? undefined : senders.get(client)) ?? nobody;

  return {
    senderOf,
    add(client: Client, sender: Principal, credentials: Credentials): void {
      senders.set(client, sender);
      const device = deviceOf(sender);
      if (device === undefined) return;
      admitted.set(client, credentials);
      const all = byDevice.get(deviceKey(device)) ?? new Set();
      byDevice.set(deviceKey(device), all.add(client));
    },
    remove(client: Client): void {
      const device = deviceOf(senderOf(client));
      const all = device === undefined ? undefined : byDevice.get(deviceKey(device));
      if (device === undefined || all === undefined) return;
      all.delete(client);
      if (all.size === 0) byDevice.delete(deviceKey(device));
    },
    /** The connections of a device, with what they were let in for. */
    of: (device: Device): readonly { client: Client; credentials: Credentials }[] =>
      [...(byDevice.get(deviceKey(device)) ?? [])].flatMap((client) => {
        const credentials = admitted.get(client);
        return credentials === undefined ? [] : [{ client, credentials }];
      }),
  };
};

/** Where a WebSocket that carries MQTT begins; any other request to upgrade is answered as if it did not ask. */
export const MQTT_PATH = "/mqtt";

/** What every HTTP door of ours allows its clients, in milliseconds. */
export const httpBounds = {
  /** No route lets a client take longer; most let it have less (`bodyMs`). */
  requestTimeout: 60 * 60_000,
  headersTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  shouldUpgradeCallback: ({ url }: { readonly url?: string | undefined }) =>
    url?.split("?", 1)[0] === MQTT_PATH,
};

/** What answers at a broker's address. */
export type Probed =
  | { readonly is: "absent"; readonly cause: string }
  /** It lets anybody listen to what stations send, as a gateway's broker does in its house. */
  | { readonly is: "site" }
  /** It does not: a cloud, to which gateways connect. */
  | { readonly is: "cloud" };

/** A cloud answers those whom it does not let in after five seconds. */
const CONNECT_WITHIN_MS = 8_000;
const NOT_AUTHORIZED = 5;

const codeOf = (error: Error): string | number =>
  (error as { readonly code?: string | number }).code ?? error.message;

/** mqtt.js is loaded only where it is used. */
export const probe = async (url: string): Promise<Probed> => {
  const { connect } = await import("mqtt");
  const client = connect(url, {
    ...{ reconnectPeriod: 0, connectTimeout: CONNECT_WITHIN_MS, protocolVersion: 4 },
  });
  const probed = await new Promise<Probed>((resolve) => {
    const absent = (cause: string) => resolve({ is: "absent", cause });
    client.once("connect", () =>
      client.subscribe("dcz/1/+/readings", { qos: 0 }, (error) =>
        resolve({ is: error ? "cloud" : "site" }),
      ),
    );
    client.once("error", (error) => {
      const code = codeOf(error);
      // Somebody who says no is there.
      if (code === NOT_AUTHORIZED) resolve({ is: "cloud" });
      else absent(String(code));
    });
    client.once("close", () => absent("closed"));
    setTimeout(() => absent("timeout"), CONNECT_WITHIN_MS).unref();
  });
  client.on("error", () => {});
  await client.endAsync(true);
  return probed;
};

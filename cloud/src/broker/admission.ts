import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import {
  createNameConflicts,
  type NameConflict,
} from "@datacityzen/hardware/broker/name-conflicts";
import type { AuthenticateError, Client } from "aedes";
import type { Logger } from "pino";
import { type Credentials, type Device, deviceOf, type Principal } from "../access/principal.ts";
import type { createConnectedDevices } from "./connected-devices.ts";

interface AdmissionOptions {
  /** Who connects; undefined when nobody may connect like that. */
  readonly authenticate: (credentials: Credentials) => Principal | undefined;
  /** Resolves when what is new of a device is on disk: only then is its connection accepted. */
  readonly saved: (device: Device) => Promise<void> | undefined;
  readonly connected: ReturnType<typeof createConnectedDevices>;
  /** The client that is connected with a name. */
  readonly clientOf: (name: string) => Client | undefined;
  /** When a connection was last heard, in milliseconds since 1970. */
  readonly heardAt: (socket: Socket) => number;
  readonly refuseAfterMs: number;
  readonly stopping: AbortSignal;
  readonly now: () => number;
  readonly log: Logger;
}

/** CONNACK return codes of MQTT 3.1.1. */
const SERVER_UNAVAILABLE = 3;
const NOT_AUTHORIZED = 5;

/** What somebody may make us remember by drawing names. */
const MOST_FOUGHT = 1000;

const refusal = (returnCode: AuthenticateError["returnCode"], reason: string): AuthenticateError =>
  Object.assign(new Error(reason), { returnCode });

/** The stations that an MQTT client speaks for by its own name. */
const stationsOf = (sender: Principal): readonly string[] => {
  if (sender.kind === "station") return [sender.id];
  return sender.kind === "nobody" ? (sender.names ?? []) : [];
};

/** Who may connect: by what they prove, and when two devices use one name, by who was there first. */
export const createAdmission = ({
  authenticate,
  saved,
  connected,
  clientOf,
  heardAt,
  refuseAfterMs,
  stopping,
  now,
  log,
}: AdmissionOptions) => {
  /** Client names that stand for each station, of those that two devices use. */
  const fought = new Map<string, string>();
  const nameConflicts = createNameConflicts(now, ({ name, addresses }) => {
    log.warn(
      { client: name, addresses },
      "two devices use one name and push each other out: give one of them another name (STATION_ID)",
    );
    const holder = clientOf(name);
    if (fought.size > MOST_FOUGHT) fought.clear();
    for (const station of holder === undefined ? [] : stationsOf(connected.senderOf(holder)))
      fought.set(station, name);
  });

  /** The one that is connected stays while two fight for a name; the other learns it late, so that it does not try at once. */
  const mayTakeName = (client: Client): boolean => {
    const holder = clientOf(client.id);
    if (holder === undefined || holder.closed) return true;
    const place = holder.conn as Socket;
    return (
      nameConflicts.takeover({
        name: client.id,
        newcomer: (client.conn as Socket).remoteAddress ?? "",
        holder: place.remoteAddress ?? "",
        holderHeard: heardAt(place),
      }) === "allowed"
    );
  };

  /** Lets a client in, or says why not; a failure of the disk rejects. */
  const admit = async (
    client: Client,
    credentials: Credentials,
  ): Promise<AuthenticateError | undefined> => {
    const sender = authenticate(credentials);
    const refused =
      sender === undefined
        ? refusal(NOT_AUTHORIZED, "not authorized")
        : mayTakeName(client)
          ? undefined
          : refusal(SERVER_UNAVAILABLE, "another device uses this name");
    if (sender === undefined || refused !== undefined) {
      // Late: who guesses secrets, was revoked, or fights for a name does not try at once.
      await delay(refuseAfterMs, undefined, { signal: stopping }).catch(() => undefined);
      return refused;
    }
    connected.add(client, sender, credentials);
    const device = deviceOf(sender);
    // A device that is let in gives up the secret that it had before: after a cut of power, it must be let in again.
    if (device !== undefined) await saved(device);
    return undefined;
  };

  return {
    /** Answers Aedes' question whether a client may connect. */
    authenticate(
      client: Client,
      credentials: Credentials,
      done: (error: AuthenticateError | null, isLetIn: boolean) => void,
    ): void {
      admit(client, credentials).then(
        (refused) => done(refused ?? null, refused === undefined),
        (error: Error) => {
          log.error({ err: error, client: client.id }, "sender not authenticated");
          done(Object.assign(error, { returnCode: NOT_AUTHORIZED }), false);
        },
      );
    },
    /** Two devices that connect with this station's name and push each other out, while they do. */
    nameConflict(station: string): NameConflict | undefined {
      const name = fought.get(station);
      return name === undefined ? undefined : nameConflicts.of(name);
    },
  };
};

import type { Health } from "../api/answers.ts";
import type { Api } from "../api/client.ts";

/** What pages tell of the service itself. */
export interface ToldHealth {
  /** The cloud's own clock is wrong. */
  readonly clock?: Health["clock"];
  /** The store does not commit: what is measured now waits at the stations. */
  readonly isWaiting: boolean;
  /** Accounts and all that is no measurement cannot be read or changed. */
  readonly areRecordsDown?: true;
  /** Invented stations: among the others, or left out of lists. */
  readonly demonstration?: Health["demonstration"];
  readonly missing?: Health["missing"];
  /** For the administrator alone. */
  readonly damages?: Health["damages"];
}

/** The API's answer with what pages tell of it; undefined where it says nothing of its health. */
export const toldHealth = (status: number, body: unknown): ToldHealth | undefined => {
  // A 503 of something on the way has another body, or none.
  if (!isHealth(body)) return undefined;
  const { clock, demonstration, missing, damages, records } = body;
  return {
    isWaiting: status === 503,
    ...(records === "down" ? { areRecordsDown: true } : {}),
    ...(clock === undefined ? {} : { clock }),
    ...(demonstration === undefined ? {} : { demonstration }),
    ...(missing === undefined ? {} : { missing }),
    ...(damages === undefined ? {} : { damages }),
  };
};

const isHealth = (body: unknown): body is Health =>
  typeof body === "object" &&
  body !== null &&
  "status" in body &&
  (body.status === "ok" || body.status === "degraded");

/** Pages are shown without it when the API does not answer: then they have nothing else to show either. */
export const askHealth = async (api: Api, signal: AbortSignal): Promise<ToldHealth | undefined> => {
  try {
    const { data, error, response } = await api.GET("/api/v1/health", { signal });
    return toldHealth(response.status, data ?? error);
  } catch {
    // The network failed, our patience ended, or the body was no JSON.
    return undefined;
  }
};

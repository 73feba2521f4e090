import type { RouterContextProvider } from "react-router";
import { answerFor } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { neededBy } from "../forms/form-state.ts";
import { demandOwnStation } from "../hosting/own-station.ts";
import { requestApi } from "../services.ts";

/** Where a station of one's own is now, with what others do not see; undefined where nobody has said it. */
export const ownPlace = async (
  request: Request,
  context: Readonly<RouterContextProvider>,
  name: string,
) => {
  const station = await demandOwnStation(request, context, name);
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/stations/{id}/places/exact", {
      params: { path: { id: station } },
      signal: patience(request.signal),
    }),
  );
  const { places } = answerFor(request, asked);
  return { station, place: places.find(({ until }) => until === undefined), places };
};

/** The same for a form that was sent: when it cannot be known, what was typed is kept. */
export const placeForForm = async (
  form: FormData,
  request: Request,
  context: Readonly<RouterContextProvider>,
  station: string,
) => {
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/stations/{id}/places/exact", {
      params: { path: { id: station } },
      signal: patience(request.signal),
    }),
  );
  const { places } = neededBy(form, request, asked);
  return places.find(({ until }) => until === undefined);
};
export type OwnPlace = NonNullable<Awaited<ReturnType<typeof ownPlace>>["place"]>;

export const settingsOf = (station: string): string =>
  `/account/stations/${encodeURIComponent(station)}/settings`;

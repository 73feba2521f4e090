import { type Api, ask } from "../api/client.ts";

/** How people call a station; undefined where nobody gave it a title, or nothing answers: its name stands there then. */
export const askStationTitle = async (
  api: Api,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const told = await ask(api.GET("/api/v1/stations/{id}", { params: { path: { id } }, signal }));
  return told.ok ? told.value.title : undefined;
};

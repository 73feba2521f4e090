import { readIfThere } from "../private-files/private-file.ts";
import { StartError } from "../start-error.ts";
import { type ListedSource, readSourceList } from "./forecasts/source-list.ts";

/** The sources that `FORECAST_SOURCES_FILE` lists; none when it is unset. Throws a sentence for whoever started the cloud. */
export const openForecastSources = async (
  path: string | undefined,
): Promise<readonly ListedSource[]> => {
  if (path === undefined) return [];
  const text = await readIfThere(path).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`FORECAST_SOURCES_FILE: ${path} cannot be read (${error.code}).`, {
      cause: error,
    });
  });
  if (text === undefined) throw new StartError(`FORECAST_SOURCES_FILE: there is no file ${path}.`);
  const read = readSourceList(text);
  if (read.ok) return read.sources;
  throw new StartError(
    `FORECAST_SOURCES_FILE: ${path} is no list of sources (${read.fault}). See docs/how-to/fetch-forecasts.md.`,
  );
};

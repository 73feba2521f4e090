/** An instant that lies in a local day, for formats that write instants: noon of UTC, which is this day in most zones. */
export const dayAsInstant = (day: string): number => Date.parse(`${day}T12:00:00Z`);

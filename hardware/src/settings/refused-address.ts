/** Where a process listens; `variable` is the one that sets the port. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly variable: string;
}

/** What a person can do when a process cannot listen: one sentence, or undefined for other errors. */
export const refusedAddress = (
  error: unknown,
  { host, port, variable }: Place,
): string | undefined => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is in use: set ${variable} to another one, or stop what uses it.`;
    case "EACCES":
      return `Port ${port} may not be opened by this user: set ${variable} to one above 1023.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is not an address of this machine: set HOST to one that is.`;
    default:
      return undefined;
  }
};

/** Throws what says that a process cannot listen: as a `StartError` where a person can do something. */
export const refusedPort =
  (place: Place, StartError: new (sentence: string, options: ErrorOptions) => Error) =>
  (error: unknown): never => {
    const sentence = refusedAddress(error, place);
    throw sentence === undefined ? error : new StartError(sentence, { cause: error });
  };

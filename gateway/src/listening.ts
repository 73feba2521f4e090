/** What a person can do when a port cannot be opened: one sentence, or undefined for other errors. */
export const listenSentence = (
  error: unknown,
  { host, port, variable }: { host: string; port: number; variable: string },
): string | undefined => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is in use: set ${variable} to another one, or stop what uses it.`;
    case "EACCES":
      return `Port ${port} may not be opened by this user: set ${variable} to one above 1023.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `The address ${host} is not one of this machine: set HOST to one that is.`;
    default:
      return undefined;
  }
};

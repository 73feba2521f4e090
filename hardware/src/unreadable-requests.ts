/** Of a connection, what is needed here. */
interface Connection {
  readonly destroyed: boolean;
  readonly writable: boolean;
  readonly writableEnded: boolean;
  end(text: string): void;
  destroy(): void;
  once(event: "close", listener: () => void): void;
}

const answers: { readonly [code: string]: string } = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** How long a client has to take its answer in: what it still sends meanwhile is read and thrown away. */
const LINGER_MS = 1_000;

/**
 * Answers a request that cannot be read, of a server's event `clientError`: its head is too long, too slow or no HTTP. The connection
 * ends once the answer is out and is broken a second later: to close it at once while more comes in resets it, and the client may see
 * no answer at all.
 */
export const answerUnreadable = (
  error: Error & { readonly code?: string },
  socket: Connection,
): void => {
  // It is called again for all that comes in after its first time.
  if (socket.destroyed || socket.writableEnded) return;
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = answers[error.code ?? ""] ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
};

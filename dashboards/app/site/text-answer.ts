/** A text that is no page: a sentence, a file to be read aloud, a feed. */
export const textAnswer = (text: string, status: number, type = "text/plain"): Response =>
  new Response(text, {
    status,
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "cache-control": "private, no-cache",
      "content-security-policy": "default-src 'none'",
      vary: "accept-language, cookie",
    },
  });

const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

/** Catches what is mistyped; the API decides. Addresses have at most 254 characters (RFC 5321). */
export const looksLikeEmail = (text: string): boolean => text.length <= 254 && EMAIL.test(text);

/** The API refuses shorter passwords and codes. */
export const LEAST_PASSWORD = 10;

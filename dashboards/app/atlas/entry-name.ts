/** As names of entries in addresses are: anything else is none, and nobody need be asked. */
export const isName = (text: string): boolean => /^[a-z0-9-]{1,80}$/.test(text);

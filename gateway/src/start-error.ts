/** A start that cannot be, told in a sentence for the person who started it. */
export class StartError extends Error {}

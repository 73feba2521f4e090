/** Why there is no PostgreSQL server at present, in a sentence with its remedy. */
export class ServerRefused extends Error {}

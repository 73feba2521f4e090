export const groupKinds = ["street", "class", "workshop", "other"] as const;
export const groupVisibilities = ["public", "group"] as const;

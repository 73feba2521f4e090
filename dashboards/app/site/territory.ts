/** The one place that says where the people who look at these pages live. */
export const territory = { zone: "Europe/Paris" } as const;

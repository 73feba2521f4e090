export const fr = {
  live: {
    on: "Se met à jour tout seul",
    connecting: "Connexion…",
    lost: "Nouvel essai en cours…",
    lostSince: "Connexion perdue. Cette page montre ce qui était connu à {{time}}.",
    asOf: "Situation à ",
    announce: "{{quantity}}, {{sensor}} : {{value}}",
  },
};

export const fr = {
  live: {
    on: "Se met à jour tout seul",
    connecting: "Connexion…",
    lost: "Connexion perdue, nouvel essai…",
    announce: "{{quantity}}, {{sensor}} : {{value}} {{unit}}",
  },
};

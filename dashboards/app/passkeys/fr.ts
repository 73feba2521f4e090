export const fr = {
  passkeys: {
    title: "Clés d'accès",
    text: "Une clé d'accès ouvre votre compte avec l'empreinte, le visage ou le code de votre appareil. Rien à retenir.",
    none: "Aucune clé d'accès.",
    name: "Un nom pour cet appareil, par exemple « mon téléphone »",
    add: "Ajouter une clé d'accès",
    script: "Une clé d'accès demande JavaScript, qui est désactivé dans ce navigateur.",
    unknown:
      "Ce navigateur ne connaît pas les clés d'accès. Essayez avec un navigateur plus récent.",
    others: "Vous pouvez aussi protéger votre compte autrement :",
    password: "Mot de passe",
    codes: "Codes d'une application",
    remove: "Retirer",
    removeNamed: "Retirer « {{name}} »",
    added: "ajoutée le {{date}}",
    failed: "La clé d'accès n'a pas pu être ajoutée. Réessayez, ou choisissez un autre appareil.",
    back: "Mon compte",
    again: "Pour ajouter ou retirer une clé d'accès, connectez-vous une nouvelle fois.",
    signIn: "Se connecter",
    done: "La clé d'accès est ajoutée.",
    removed: "La clé d'accès est retirée.",
  },
};

import type { fr } from "./fr.ts";

export const en: typeof fr = {
  passkeys: {
    title: "Passkeys",
    text: "A passkey opens your account with your finger, your face, or your device's code. Nothing to remember.",
    none: "No passkey.",
    name: "A name for this device, for example “my phone”",
    add: "Add a passkey",
    script: "A passkey needs JavaScript, which is off in this browser.",
    unknown: "This browser does not know passkeys. Try with a newer browser.",
    others: "You can also protect your account in another way:",
    password: "Password",
    codes: "Codes of an application",
    remove: "Remove",
    removeNamed: "Remove “{{name}}”",
    added: "added on {{date}}",
    failed: "The passkey could not be added. Try again, or choose another device.",
    back: "My account",
    again: "To add or remove a passkey, sign in once more.",
    signIn: "Sign in",
    done: "The passkey is added.",
    removed: "The passkey is removed.",
  },
};

import { notice } from "../../accounts/mail-of-account.ts";

export const passkeyMails = {
  passkey: notice(({ occasion, event, name = "" }) => ({
    text: "passkey",
    values: { ...occasion, event: event === "removed" ? "removed" : "added", passkey: name },
  })),
};

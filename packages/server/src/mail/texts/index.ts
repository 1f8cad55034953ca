import { factorMailTexts } from "../../factors/factor.declarations.ts";
import { addressChanged } from "./address-changed.ts";
import { apiTokenCreated } from "./api-token-created.ts";
import { confirmAddress } from "./confirm-address.ts";
import { confirmNewAddress } from "./confirm-new-address.ts";
import { newLogin } from "./new-login.ts";
import { passwordChanged } from "./password-changed.ts";
import { resetPassword } from "./reset-password.ts";

/** All texts of mails, by the name that a template's file has. */
export const mailTexts = {
  "reset-password": resetPassword,
  "confirm-address": confirmAddress,
  "confirm-new-address": confirmNewAddress,
  "address-changed": addressChanged,
  "password-changed": passwordChanged,
  ...factorMailTexts,
  "api-token-created": apiTokenCreated,
  "new-login": newLogin,
};

export type MailTextName = keyof typeof mailTexts;

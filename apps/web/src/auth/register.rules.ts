import { registerInput } from "@levelup/contract";
import { type FormErrors, schemaResolver } from "@mantine/form";
import { newPasswordError } from "../forms/new-password.ts";
import type { Registration } from "./register.page.tsx";

const inputErrors = schemaResolver(registerInput, { sync: true });

/** The rules of the contract, and that both passwords are the same. */
export function errorsOf(values: Registration): FormErrors {
  return {
    ...inputErrors(values),
    password: newPasswordError(values.password),
    passwordAgain: values.passwordAgain === values.password ? null : "This is not the same password.",
  };
}

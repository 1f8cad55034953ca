import { safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { useState } from "react";
import { Link, useLocation } from "react-router";
import type { Level } from "../brand/stairs.tsx";
import { Form, FormLinks, SubmitButton } from "../forms/form.tsx";
import { PasswordField } from "../forms/password-field.tsx";
import { UsernameField } from "../forms/person-fields.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { PasskeyLogin } from "../passkeys/passkey-login.tsx";
import { rememberPasswordLogin } from "../passkeys/password-login.ts";
import { AuthFrame } from "./auth-frame.tsx";
import { PasswordSetNote, usePasswordSetFor } from "./password-set-note.tsx";
import { SignedOutNote } from "./signed-out-note.tsx";
import { useMailOffered } from "./use-mail-offered.ts";

const wrongCredentials = { title: "The username or password is not right.", text: "" };

export function Component() {
  const levelup = useLevelUp();
  const { search } = useLocation();
  const mailOffered = useMailOffered();
  const passwordSetFor = usePasswordSetFor();
  const [level, setLevel] = useState<Level>(1);
  const form = useFields({
    initialValues: { username: passwordSetFor, password: "" },
    validate: {
      username: (username) => (username === "" ? "Enter your username." : null),
      password: (password) => (password === "" ? "Enter your password." : null),
    },
    onValuesChange: ({ username, password }) => setLevel(username && password ? 5 : username || password ? 3 : 1),
  });
  const submission = useSubmit({
    form,
    send: (values) => safe(levelup.auth.login(values)),
    onSuccess: rememberPasswordLogin,
    noticeFor: ({ valid }) => (valid ? undefined : wrongCredentials),
  });
  return (
    <AuthFrame
      title="Please sign in"
      level={level}
      intro={
        <>
          Not a member yet? <Link to={{ pathname: "/register", search }}>Create an account</Link>
        </>
      }
    >
      <Form submission={submission} label="Log in">
        {passwordSetFor ? <PasswordSetNote /> : <SignedOutNote />}
        <UsernameField field={form.getInputProps} focused={!passwordSetFor} passkeys />
        <PasswordField
          {...form.getInputProps("password")}
          label="Password"
          autoComplete="current-password"
          data-focus-on-error
          data-autofocus={passwordSetFor ? true : undefined}
        />
        <SubmitButton submission={submission} pending="Logging in…" fullWidth>
          Log in
        </SubmitButton>
        <PasskeyLogin />
        <FormLinks>{mailOffered && <Link to="/forgot-password">Forgot your password?</Link>}</FormLinks>
      </Form>
    </AuthFrame>
  );
}

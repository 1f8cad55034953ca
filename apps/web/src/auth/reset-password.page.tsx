import { safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { useState } from "react";
import { flushSync } from "react-dom";
import { Link, useNavigate } from "react-router";
import { Form, FormLinks, SubmitButton } from "../forms/form.tsx";
import { newPasswordError } from "../forms/new-password.ts";
import { NewPasswordField } from "../forms/new-password-field.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { UsernameForManagers } from "../forms/username-for-managers.tsx";
import { codeIn, dropLinkCode, useLinkCode } from "../links/link-code.ts";
import { LinkCodeField } from "../links/link-code-field.tsx";
import { AuthFrame } from "./auth-frame.tsx";
import type { PasswordSet } from "./password-set-note.tsx";

export function Component() {
  const code = useLinkCode("reset");
  return (
    <AuthFrame
      title="Set a new password"
      level={4}
      intro={
        code
          ? "It logs every device of the account out."
          : "Open the link in the mail, or enter the code that is printed below it."
      }
    >
      <ResetForm key={code} code={code} />
    </AuthFrame>
  );
}

function ResetForm({ code }: { code: string }) {
  const levelup = useLevelUp();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [username, setUsername] = useState("");
  const form = useFields({
    initialValues: { token: code, newPassword: "" },
    validate: {
      token: (token) => (codeIn(token) === "" ? "Enter the code from the mail." : null),
      newPassword: newPasswordError,
    },
    onValuesChange: ({ newPassword }) => setTyped(newPassword),
  });
  const submission = useSubmit({
    form,
    newPassword: "newPassword",
    send: ({ token, newPassword }) => safe(levelup.auth.resetPassword({ token: codeIn(token), newPassword })),
    onSuccess: (account) => {
      dropLinkCode();
      // Password managers take the name from the form when it leaves the page.
      flushSync(() => setUsername(account.username));
      // If an account was logged in here, the login form is next.
      void levelup.auth.logout();
      navigate("/login", { replace: true, state: { passwordSetFor: account.username } satisfies PasswordSet });
    },
  });
  return (
    <Form submission={submission} label="Set a new password">
      <UsernameForManagers username={username} />
      {code === "" && <LinkCodeField {...form.getInputProps("token")} />}
      <NewPasswordField
        {...form.getInputProps("newPassword")}
        label="New password"
        password={typed}
        personal={[]}
        data-autofocus={code ? true : undefined}
      />
      <SubmitButton submission={submission} pending="Setting…" fullWidth>
        Set password
      </SubmitButton>
      <FormLinks>
        <Link to="/forgot-password">Ask for another mail</Link>
        <Link to="/login">Back to the login</Link>
      </FormLinks>
    </Form>
  );
}

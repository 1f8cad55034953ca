import { safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { Form, FormLinks, SubmitButton } from "../forms/form.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { AuthFrame } from "./auth-frame.tsx";
import { MailOnItsWay } from "./mail-on-its-way.tsx";

export function Component() {
  const [asked, setAsked] = useState<string>();
  return asked === undefined ? <AskForMail onAsked={setAsked} /> : <MailOnItsWay login={asked} />;
}

function AskForMail({ onAsked }: { onAsked: (login: string) => void }) {
  const levelup = useLevelUp();
  const form = useFields({
    initialValues: { login: "" },
    validate: { login: (login) => (login.trim() === "" ? "Enter your username or e-mail address." : null) },
  });
  const submission = useSubmit({
    form,
    send: (values) => safe(levelup.auth.requestPasswordReset(values)),
    onSuccess: () => onAsked(form.getValues().login),
  });
  return (
    <AuthFrame title="Forgot your password?" level={2} intro="We mail you a link by which you set a new one.">
      <Form submission={submission} label="Forgot your password?">
        <TextInput
          {...form.getInputProps("login")}
          label="Username or e-mail address"
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          data-autofocus
        />
        <SubmitButton submission={submission} pending="Sending…" fullWidth>
          Send the mail
        </SubmitButton>
        <FormLinks>
          <Link to="/login">Back to the login</Link>
        </FormLinks>
      </Form>
    </AuthFrame>
  );
}

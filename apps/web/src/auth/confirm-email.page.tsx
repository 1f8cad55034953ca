import { type ConfirmEmailOutput, safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { Form, FormLinks, SubmitButton } from "../forms/form.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { useHeadingFocus } from "../layout/use-heading-focus.ts";
import { codeIn, dropLinkCode, useLinkCode } from "../links/link-code.ts";
import { LinkCodeField } from "../links/link-code-field.tsx";
import { AuthFrame } from "./auth-frame.tsx";

export function Component() {
  const code = useLinkCode("verify");
  const [confirmed, setConfirmed] = useState<ConfirmEmailOutput>();
  if (confirmed) return <Confirmed {...confirmed} />;
  return (
    <AuthFrame
      title="Confirm your address"
      level={4}
      intro={code ? "Then you can get back in if you forget your password." : "Enter the code from the mail."}
    >
      <ConfirmForm key={code} code={code} onConfirmed={setConfirmed} />
    </AuthFrame>
  );
}

/** It takes a click: programs that check the links of a mail open them, and must not confirm it. */
function ConfirmForm({ code, onConfirmed }: { code: string; onConfirmed: (account: ConfirmEmailOutput) => void }) {
  const levelup = useLevelUp();
  const form = useFields({
    initialValues: { token: code },
    validate: { token: (token) => (codeIn(token) === "" ? "Enter the code from the mail." : null) },
  });
  const submission = useSubmit({
    form,
    send: ({ token }) => safe(levelup.auth.confirmEmail({ token: codeIn(token) })),
    onSuccess: (account) => {
      dropLinkCode();
      onConfirmed(account);
    },
  });
  return (
    <Form submission={submission} label="Confirm your address">
      {code === "" && <LinkCodeField {...form.getInputProps("token")} />}
      <SubmitButton submission={submission} pending="Confirming…" fullWidth>
        Confirm address
      </SubmitButton>
      <FormLinks>
        <Link to="/profile">Have another mail sent from your profile</Link>
      </FormLinks>
    </Form>
  );
}

function Confirmed({ email, username }: ConfirmEmailOutput) {
  useHeadingFocus();
  return (
    <AuthFrame title="Your address is confirmed" level={5} intro={`${email} is confirmed for ${username}.`}>
      <Button component={Link} to="/" fullWidth>
        Go on
      </Button>
    </AuthFrame>
  );
}

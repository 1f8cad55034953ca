import { safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { lazy, type ReactNode, Suspense, useCallback, useState } from "react";
import { Link, useLocation } from "react-router";
import type { Level } from "../brand/stairs.tsx";
import { Form, FormLinks, SubmitButton } from "../forms/form.tsx";
import { NoticeBox } from "../forms/notice.tsx";
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

const loadSecondStep = () => import("./second-step-form.tsx");
const SecondStepForm = lazy(() => loadSecondStep().then((module) => ({ default: module.SecondStepForm })));

/** A login whose password was right. */
type HalfWay = { username: string; challenge: string };

export function Component() {
  const passwordSetFor = usePasswordSetFor();
  const [halfWay, setHalfWay] = useState<HalfWay>();
  /** Whose login is to be started again, and whether it took too long. */
  const [again, setAgain] = useState<{ username: string; expired: boolean }>();

  const startAgain = useCallback(
    (expired: boolean) => {
      setAgain({ username: halfWay?.username ?? "", expired });
      setHalfWay(undefined);
    },
    [halfWay],
  );
  const expire = useCallback(() => startAgain(true), [startAgain]);

  if (!halfWay)
    return (
      <LoginForm
        username={again?.username ?? passwordSetFor}
        note={again ? again.expired && <TookTooLong /> : passwordSetFor ? <PasswordSetNote /> : <SignedOutNote />}
        again={again !== undefined}
        onHalfWay={setHalfWay}
      />
    );
  return (
    <AuthFrame title="Enter your code" level={5} intro={`Your password is right, ${halfWay.username}. One more step.`}>
      <Suspense>
        <SecondStepForm challenge={halfWay.challenge} onExpired={expire} onStartAgain={() => startAgain(false)} />
      </Suspense>
    </AuthFrame>
  );
}

function TookTooLong() {
  return <NoticeBox title="This took too long">Enter your password again, then the code.</NoticeBox>;
}

type LoginFormProps = { username: string; note: ReactNode; again: boolean; onHalfWay: (halfWay: HalfWay) => void };

function LoginForm({ username: firstUsername, note, again, onHalfWay }: LoginFormProps) {
  const levelup = useLevelUp();
  const { search } = useLocation();
  const mailOffered = useMailOffered();
  const [level, setLevel] = useState<Level>(1);
  const form = useFields({
    initialValues: { username: firstUsername, password: "" },
    validate: {
      username: (username) => (username === "" ? "Enter your username." : null),
      password: (password) => (password === "" ? "Enter your password." : null),
    },
    onValuesChange: ({ username, password }) => setLevel(username && password ? 5 : username || password ? 3 : 1),
  });
  const submission = useSubmit({
    form,
    async send(values) {
      const login = await safe(levelup.auth.login(values));
      if (login.ok && login.data.secondFactor) await loadSecondStep();
      return login;
    },
    noticeFor: ({ valid, secondFactor }) => (valid || secondFactor ? undefined : wrongCredentials),
    onSuccess({ secondFactor }) {
      rememberPasswordLogin();
      if (secondFactor) onHalfWay({ username: form.getValues().username, challenge: secondFactor.challenge });
    },
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
        {note}
        <UsernameField field={form.getInputProps} focused={!firstUsername} passkeys />
        <PasswordField
          {...form.getInputProps("password")}
          {...(again && { ref: focus })}
          label="Password"
          autoComplete="current-password"
          data-focus-on-error
          data-autofocus={firstUsername ? true : undefined}
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

/** One function, so that React calls it only when the field appears. */
function focus(input: HTMLInputElement | null): void {
  input?.focus();
}

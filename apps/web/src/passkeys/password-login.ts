/** Whether this tab's session began with a password, so that a passkey is worth a line. */
let byPassword = false;

export function rememberPasswordLogin(): void {
  byPassword = true;
}

export function loggedInByPassword(): boolean {
  return byPassword;
}

/** Packages that keep accounts or tokens in tables of their own, by a table that tells of them. */
const knownPackages: Record<string, string> = {
  knox_authtoken:
    "django-rest-knox: its table has digests that only knox can check, so its tokens are not taken. Everyone logs in once.",
  token_blacklist_outstandingtoken:
    "djangorestframework-simplejwt: its tokens are signed, not stored, so they are not taken. Everyone logs in once, and clients that refresh tokens must stop doing so.",
  oauth2_provider_accesstoken:
    "django-oauth-toolkit: its tokens and applications are not taken. Everyone logs in once, with a password.",
  account_emailaddress:
    "django-allauth: of a user's e-mail addresses only the one in the table of users is taken. Whether it was verified is taken with `--emails-table account_emailaddress`, for fixtures `--emails-model account.emailaddress`.",
  socialaccount_socialaccount:
    "django-allauth's social accounts: they are not taken. A user without a password cannot log in until `levelup set-password` gives one.",
  otp_totp_totpdevice: "django-otp: second factors are not taken. Their users log in by password alone.",
  mfa_authenticator: "allauth.mfa: second factors are not taken. Their users log in by password alone.",
};

/** What the packages among these tables mean for the move. A model is named by its table. */
export function describePackages(tables: Iterable<string>): string[] {
  const present = new Set(tables);
  return Object.entries(knownPackages).flatMap(([table, message]) => (present.has(table) ? [message] : []));
}

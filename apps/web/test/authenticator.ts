import type { Page } from "playwright-core";

/** Chromium's virtual authenticator, in a page: a device with a fingerprint reader. */
export type BrowserAuthenticator = {
  /** Whether it is touched at once when it asks. */
  touched(isTouched: boolean): Promise<void>;
  /** Whether it recognizes its user. */
  recognizes(isUser: boolean): Promise<void>;
  /** How many passkeys it holds. */
  count(): Promise<number>;
};

export async function addAuthenticator(page: Page): Promise<BrowserAuthenticator> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: true,
      defaultBackupState: true,
    },
  });
  return {
    async touched(enabled) {
      await cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    },
    async recognizes(isUserVerified) {
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
    async count() {
      return (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;
    },
  };
}

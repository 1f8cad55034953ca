/** Something that the user can fix: what is wrong, what to do, and the failed program's own output. */
export class Problem extends Error {
  /**
   * @param {string} what
   * @param {string} remedy
   * @param {string} output shown above the message; empty where the message is enough
   */
  constructor(what, remedy, output = "") {
    super(what);
    this.remedy = remedy;
    this.output = output;
  }
}

/** The first that matches counts: npm reports a refused certificate as a failed network request. */
const causes = [
  {
    sign: /ENOSPC|no space left on device|disk quota exceeded/i,
    what: "The disk is full.",
    remedy: "Free about 1 GB where this folder and your home folder are, and try again.",
  },
  {
    sign: /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF|CERT_HAS_EXPIRED/,
    what: "The package registry's certificate is not trusted.",
    // What both npm and pnpm read. pnpm ignores npm's global cafile and npm_config_cafile.
    remedy:
      "Set NODE_EXTRA_CA_CERTS to a file with your network's certificate, or write cafile=<that file> into ~/.npmrc; from Node 22.15 on, NODE_OPTIONS=--use-system-ca uses the system's certificates. Then try again.",
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network request to/,
    what: "The package registry cannot be reached, and the first start needs it.",
    remedy: "Check the network, a proxy, and `npm ping`; then try again.",
  },
  {
    sign: /EACCES|EPERM|EROFS|permission denied/i,
    what: "A file or folder cannot be written.",
    remedy: "Give this folder and your npm cache to your user, and try again.",
  },
];

/**
 * The problem behind the output of a program that failed.
 *
 * @param {string} doing what failed, as the subject of a sentence: "Installing the packages"
 * @param {{ code: number, output: string }} result
 */
export function explain(doing, { code, output }) {
  const cause = causes.find(({ sign }) => sign.test(output));
  if (cause !== undefined) return new Problem(cause.what, cause.remedy);
  return new Problem(`${doing} failed with exit code ${code}.`, "Its output is above.", output.trimEnd());
}

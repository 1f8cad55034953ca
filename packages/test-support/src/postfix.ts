import { chmod, chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";
import { makeCertificate } from "./certificate.ts";
import { startGreylisting } from "./greylisting.ts";
import { freePort, listening } from "./ports.ts";
import { execute, programPath, startProgram } from "./programs.ts";
import { temporaryFolder } from "./server-process.ts";

export type { Email } from "postal-mime";

/** Debian's Postfix, which takes mails to example.com over STARTTLS only, and delivers them into one Maildir. */
export type Postfix = AsyncDisposable & {
  /** For SMTP_URL. */
  url: string;
  /** The mails that were delivered, in that order: their files' names begin with the time. */
  mails(): Promise<Email[]>;
};

/** Its daemons are not root, and neither is the owner of the mailbox. */
const user = "postfix";

/** @param options.greylisting whether the first attempt for a recipient is put off, as against spam. */
export async function startPostfix({ greylisting = false } = {}): Promise<Postfix> {
  await using cleanup = new AsyncDisposableStack();
  const folder = cleanup.use(await temporaryFolder());
  const [port, owner] = [await freePort(), await findUser()];
  const policy = greylisting ? cleanup.use(await startGreylisting()) : null;
  const at = (name: string) => join(folder.path, name);
  for (const name of ["etc", "queue", "data", "mailbox"]) await mkdir(at(name));
  await chmod(folder.path, 0o755);
  for (const name of ["data", "mailbox"]) await chown(at(name), owner.uid, owner.gid);
  const { certificate, key } = await makeCertificate(folder.path);
  await writeFile(at("etc/master.cf"), services(port));
  await writeFile(
    at("etc/main.cf"),
    `
compatibility_level = 3.6
maillog_file = ${at("log")}
maillog_file_prefixes = ${folder.path}
queue_directory = ${at("queue")}
data_directory = ${at("data")}
myhostname = mail.example.com
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.com
virtual_mailbox_base = ${at("mailbox")}
virtual_mailbox_maps = static:Maildir/
virtual_uid_maps = static:${owner.uid}
virtual_gid_maps = static:${owner.gid}
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = ${certificate}
smtpd_tls_key_file = ${key}
smtpd_tls_received_header = yes
smtpd_recipient_restrictions = reject_unauth_destination${policy === null ? "" : `, check_policy_service inet:127.0.0.1:${policy.port}`}
`,
  );
  cleanup.use(
    // Linux takes back from a process that changes its user that it dies with the test, so a shell stays around it.
    await startProgram("/bin/sh", ["-c", '"$0" -c "$1" start-fg; exit $?', programPath("POSTFIX_PATH"), at("etc")], {
      ready: () => listening(port),
    }),
  );
  const owned = cleanup.move();
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails: () => readMaildir(at("mailbox/Maildir/new")),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** No pickup, no local delivery and no client: a mail comes by SMTP and goes into the Maildir, or nowhere. */
const services = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
anvil unix - - n - 1 anvil
bounce unix - - n - 0 bounce
cleanup unix n - n - 0 cleanup
defer unix - - n - 0 bounce
error unix - - n - - error
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
`;

async function findUser(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(["-u", "-g"].map((which) => execute("id", [which, user])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

async function readMaildir(folder: string): Promise<Email[]> {
  // Postfix makes it for the first mail, and moves each mail there when it is complete.
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.sort().map(async (name) => PostalMime.parse(await readFile(join(folder, name)))));
}

import { join } from "node:path";
import { execute } from "./programs.ts";

/** The files of a certificate for this machine, self-signed, and of its key. */
export type Certificate = { certificate: string; key: string };

export async function makeCertificate(folder: string): Promise<Certificate> {
  const files = { certificate: join(folder, "certificate.pem"), key: join(folder, "key.pem") };
  await execute("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-keyout", files.key, "-out", files.certificate],
  ]);
  return files;
}

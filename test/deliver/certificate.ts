import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const settings = `[ca]
default_ca = own
[own]
database = index
serial = serial
new_certs_dir = .
x509_extensions = extensions
copy_extensions = copy
default_md = sha256
policy = any
[any]
commonName = supplied
[extensions]
basicConstraints = CA:true
`;

/** A certificate that signs itself, made by openssl. `names` as in `IP:127.0.0.1,DNS:localhost`; years are its first and last. */
export function makeCertificate(
  names: string,
  [first, last]: readonly [number, number] = [2020, 2049],
  kind: "ec" | "rsa" = "ec",
): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "courant-tls-"));
  const run = (...args: string[]): void => void execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  try {
    writeFileSync(join(folder, "settings"), settings);
    writeFileSync(join(folder, "index"), "");
    writeFileSync(join(folder, "serial"), "01\n");
    const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const newKey = kind === "ec" ? ec : ["-newkey", "rsa:2048", "-nodes"];
    const subject = ["-subj", "/CN=courant", "-addext", `subjectAltName=${names}`];
    run("req", "-new", ...newKey, ...subject, "-keyout", "key", "-out", "request");
    const days = ["-startdate", `${first}0101000000Z`, "-enddate", `${last}0101000000Z`];
    const files = ["-config", "settings", "-keyfile", "key", "-in", "request", "-out", "cert"];
    run("ca", "-selfsign", "-batch", "-notext", ...files, ...days);
    return { key: readFileSync(join(folder, "key"), "utf8"), cert: readFileSync(join(folder, "cert"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

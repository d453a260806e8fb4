import { createHmac, hash } from "node:crypto";
import type { Instant } from "../../model.ts";

export interface Credentials {
  readonly key: string;
  readonly secret: string;
  /** Of temporary credentials; null: the key is a lasting one. */
  readonly session: string | null;
  readonly region: string;
  /** `ses`. */
  readonly service: string;
}

export interface Unsigned {
  readonly method: string;
  /** Path without query; of unreserved characters and "/". */
  readonly path: string;
  /** Names in lower case, `host` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * The headers with which AWS takes a request (Signature Version 4): the given ones, all of them signed, with `x-amz-date` and
 * `authorization` added. Good for five minutes about `now`.
 */
export function signRequest(
  { method, path, headers, body }: Unsigned,
  by: Credentials,
  now: Instant,
): Unsigned["headers"] {
  const moment = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${moment.slice(0, 8)}/${by.region}/${by.service}/aws4_request`;
  const token = by.session === null ? {} : { "x-amz-security-token": by.session };
  const all: Record<string, string> = { ...headers, ...token, "x-amz-date": moment };
  const names = Object.keys(all).toSorted();
  const lines = names.map((name) => `${name}:${all[name]!.trim().replace(/ +/g, " ")}\n`).join("");
  const signed = names.join(";");
  const canonical = [method, path, "", lines, signed, hash("sha256", body)].join("\n");
  const text = ["AWS4-HMAC-SHA256", moment, scope, hash("sha256", canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((made, part) => mac(made, part), `AWS4${by.secret}`);
  const signature = mac(key, text).toString("hex");
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${by.key}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

function mac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

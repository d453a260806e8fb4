/**
 * Where letters leave by, as SMTP_URL and the variables of relays name it: a mail server's URL, or a provider's:
 * `ses://KEY:SECRET@eu-west-1`, `postmark://TOKEN@`, `resend://KEY@`, `mailgun://KEY@mg.news.example?region=eu`.
 */

export type ProviderName = "ses" | "postmark" | "resend" | "mailgun";

/** An account at a provider. `key` and `secret` are never shown. */
export interface ProviderAccount {
  readonly provider: ProviderName;
  /** Access key, server token or API key. */
  readonly key: string;
  /** SES alone: the secret access key. */
  readonly secret: string;
  /** SES: the region; Mailgun: the sending domain; else empty. */
  readonly place: string;
  /** Origin of the API. */
  readonly endpoint: URL;
  /** Milliseconds within which a request must be answered. */
  readonly timeout: number;
  /** Letters in one request; null: the provider's own measure. */
  readonly batch: number | null;
  /** Requests a second at most; null: the provider's own measure. */
  readonly rate: number | null;
  /** Postmark's message stream, SES's configuration set and session token, where they are given. */
  readonly stream: string | null;
  readonly configurationSet: string | null;
  readonly session: string | null;
}

interface Form {
  readonly example: string;
  readonly place: RegExp;
  readonly options: readonly string[];
  /** Letters that the API takes in one request. */
  readonly most: number;
  readonly endpoint: (place: string, region: string) => string;
}

const region = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;
const domain = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;
const common = ["endpoint", "timeout", "rate"];

const forms: Readonly<Record<ProviderName, Form>> = {
  ses: {
    example: "ses://KEY:SECRET@eu-west-1",
    place: region,
    options: [...common, "configurationSet", "session"],
    most: 1,
    endpoint: (place) => `https://email.${place}.amazonaws.com${place.startsWith("cn-") ? ".cn" : ""}`,
  },
  postmark: {
    example: "postmark://TOKEN@",
    place: /^$/,
    options: [...common, "batch", "stream"],
    most: 500,
    endpoint: () => "https://api.postmarkapp.com",
  },
  resend: {
    example: "resend://KEY@",
    place: /^$/,
    options: [...common, "batch"],
    most: 100,
    endpoint: () => "https://api.resend.com",
  },
  mailgun: {
    example: "mailgun://KEY@mg.news.example?region=eu",
    place: domain,
    options: [...common, "region"],
    most: 1,
    endpoint: (_, at) => `https://api${at === "eu" ? ".eu" : ""}.mailgun.net`,
  },
};

/**
 * The account that a provider's URL names; null where the URL is no provider's. With faults in it, all of them, each the rest of a
 * sentence that begins with the variable's name and none with a word of the URL's secrets.
 */
export function readProviderUrl(
  text: string,
): { readonly account: ProviderAccount } | { readonly faults: readonly string[] } | null {
  const provider = /^(ses|postmark|resend|mailgun):/i.exec(text)?.[1]?.toLowerCase() as ProviderName | undefined;
  if (provider === undefined) return null;
  const form = forms[provider];
  // Not URL's parser: a secret key of AWS may hold "/", and people paste it as it is.
  const parts = /^[a-z]+:\/\/([^?#]*)@([^@?#/]*)\/?(?:\?([^#]*))?$/i.exec(text);
  const [key, secret] = secretsOf(parts?.[1] ?? "");
  const place = parts?.[2] ?? "";
  if (parts === null || !key || (provider === "ses") !== Boolean(secret) || !form.place.test(place))
    return { faults: [`is not of the form ${form.example}; encode "?", "#" and "%" in it as %3F, %23, %25.`] };
  const query = new URLSearchParams(parts[3] ?? "");
  const faults = [...query.keys()].filter((name) => !form.options.includes(name)).map((name) => unknown(name, form));
  const number = (name: string, most: number): number | null => {
    const given = query.get(name);
    if (given === null) return null;
    const value = Number(given);
    if (!/^\d+(\.\d+)?$/.test(given) || value <= 0 || value > most)
      faults.push(`has a ${name} that is not a number above 0 and up to ${most}.`);
    return value;
  };
  const at = query.get("region") ?? "";
  if (!["", "eu", "us"].includes(at)) faults.push("names a region that Mailgun does not have; it has eu and us.");
  const endpoint = endpointOf(query.get("endpoint") ?? form.endpoint(place, at), faults);
  const account: ProviderAccount = {
    provider,
    key,
    secret: secret ?? "",
    place,
    endpoint,
    timeout: number("timeout", 600_000) ?? 60_000,
    batch: number("batch", form.most),
    rate: number("rate", 1000),
    stream: query.get("stream"),
    configurationSet: query.get("configurationSet"),
    session: query.get("session"),
  };
  return faults.length > 0 ? { faults } : { account };
}

/** What is wrong with a URL that letters are to leave by; empty: nothing. Each the rest of a sentence, without secrets. */
export function mailUrlFaults(text: string): readonly string[] {
  const read = readProviderUrl(text);
  if (read !== null) return "faults" in read ? read.faults : [];
  const url = URL.parse(text);
  if (url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== "") return [];
  const others = Object.values(forms).map(({ example }) => example);
  return [`is not an address such as smtp://user:password@host:587 (or smtps://), ${others.join(", ")}.`];
}

/** Secrets and letters need no encryption where they do not leave the machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function secretsOf(user: string): readonly [key: string, secret: string | undefined] {
  const [key, ...rest] = user.split(":");
  const secret = rest.length === 0 ? undefined : rest.join(":");
  try {
    return [decodeURIComponent(key!), secret === undefined ? undefined : decodeURIComponent(secret)];
  } catch {
    return ["", undefined];
  }
}

function unknown(name: string, { options }: Form): string {
  const shown = /^[a-z]{1,20}$/i.test(name) ? ` "${name}"` : "";
  return `has an option${shown} that Courant does not know; there are ${options.join(", ")}.`;
}

/** https, or this machine itself: a key sent in the clear is everybody's. */
function endpointOf(text: string, faults: string[]): URL {
  const url = URL.parse(text);
  if (url !== null && url.username === "" && (url.protocol === "https:" || isLocal(url))) return url;
  faults.push("has an endpoint that is neither https:// nor on this machine.");
  return new URL("https://invalid.invalid");
}

function isLocal(url: URL): boolean {
  return url.protocol === "http:" && isLoopback(url.hostname);
}

/** An addr-spec anywhere in a text; wider than what Courant mails to, since others write it in their own ways. */
const addrSpec =
  /[\p{L}\d!#$%&'*+/=?^_{|}~-][\p{L}\d!#$%&'*+/=?^_`{|}~.-]{0,127}@[\p{L}\d](?:[\p{L}\d-]{0,62}\.)+[\p{L}][\p{L}\d-]{0,62}/gu;
const quoted = /"[^"\n@]{1,64}"@[\w-]+(?:\.[\w-]+)+/g;

/** Every address in a text, in order, each once; as written but for the domain's case. */
export function addressesIn(text: string): readonly string[] {
  const found = [...text.matchAll(addrSpec), ...text.matchAll(quoted)].map(([address]) => clean(address));
  return [...new Set(found)];
}

/** The address of a DSN's field: `rfc822; <reader@mail.example>` (RFC 3464 §2.3.2); null where it holds none. */
export function addressOfField(value: string | undefined): string | null {
  if (value === undefined || /^\s*x400\s*;/i.test(value)) return null;
  const named = value.slice(0, 1000).replace(/^[^;@]*;/, " ");
  return addressesIn(named)[0] ?? /[^\s<>;"]{1,64}@[^\s<>;"]{1,255}/.exec(named)?.[0] ?? null;
}

/** Mail systems themselves: never the recipient whom a bounce is about. */
export function isSystem(address: string): boolean {
  return /^(?:mailer-?daemon|postmaster|mail-?daemon|mdaemon|no-?reply|abuse|root|mailerdaemon)@/i.test(address);
}

export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function clean(address: string): string {
  const bare = address.replace(/^(?:mailto:|rfc822;|smtp[:=]|rfc-?822=|'|=3c|&lt;)+/i, "").replace(/^'+|[.']+$/g, "");
  const at = bare.lastIndexOf("@");
  return bare.slice(0, at) + bare.slice(at).toLowerCase();
}

/** The tags of a DKIM or DMARC record (RFC 6376 §3.2): `v=DKIM1; p=…`. Names in lower case, the first of a name counts. */
export function tagsOf(record: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of record.split(";")) {
    const [, name, value = ""] = /^\s*([a-z][a-z0-9_]*)\s*=\s*([^]*?)\s*$/i.exec(part) ?? [];
    if (name !== undefined && !tags.has(name.toLowerCase())) tags.set(name.toLowerCase(), value);
  }
  return tags;
}

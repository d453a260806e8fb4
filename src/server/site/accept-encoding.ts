export type Encoding = "br" | "gzip" | "identity";

/** Programs send some ten different values in all; a flood of made-up ones must not fill the memory. */
const most = 200;
const known = new Map<string, Encoding>();

/** The best encoding that a request takes (RFC 9110 §12.5.3): br, else gzip, else the bytes as they are. */
export function encodingFor(accepted: string | readonly string[] | undefined): Encoding {
  if (typeof accepted !== "string") return "identity";
  const ready = known.get(accepted);
  if (ready !== undefined) return ready;
  const chosen = choose(accepted);
  if (known.size < most) known.set(accepted, chosen);
  return chosen;
}

function choose(accepted: string): Encoding {
  const weights = new Map(
    accepted.split(",").map((item) => {
      const [name = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((part) => part.startsWith("q="))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight)] as const;
    }),
  );
  const takes = (name: string): boolean => (weights.get(name) ?? (name === "x-gzip" ? 0 : (weights.get("*") ?? 0))) > 0;
  return takes("br") ? "br" : takes("gzip") || takes("x-gzip") ? "gzip" : "identity";
}

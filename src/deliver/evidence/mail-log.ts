import { type Evidence, letterKey, type Wanted } from "./evidence.ts";

/** `… postfix/cleanup[12]: 4F1A2B3C: message-id=<…>`: the service and the queue id, in syslog's and journald's forms. */
const logLine = /\bpostfix[^\s/]*\/(?:\w+\/)*(\w+)\[\d+\]: ([0-9A-Za-z]+): (.*)$/;

/** True for a line as Postfix writes them. */
export function isMailLog(line: string): boolean {
  return /\bpostfix[^\s/]*\/(?:\w+\/)*\w+\[\d+\]: /.test(line);
}

/**
 * Reads a Postfix log line by line. That `cleanup` saw a Message-ID proves nothing: it comes before the letter is safe in the
 * queue. That `qmgr` has it does, and so does every delivery status. Queue ids come again; a new Message-ID ends the old use.
 */
export function mailLogReader(wanted: Wanted): (line: string) => Evidence | null {
  const letters = new Map<string, string>();
  return (line) => {
    const parts = logLine.exec(line);
    if (parts === null) return null;
    const [, service, queueId, words] = parts as unknown as [string, string, string, string];
    const messageId = /^(?:resent-)?message-id=(\S+)/.exec(words)?.[1];
    if (messageId !== undefined) {
      const letter = letterKey(messageId);
      if (wanted.has(letter)) letters.set(queueId, letter);
      else letters.delete(queueId);
      return null;
    }
    const letter = letters.get(queueId);
    if (letter === undefined) return null;
    if (service === "qmgr" && words.includes("(queue active)"))
      return { letter, came: "taken", text: `queued as ${queueId}` };
    const status = /\bstatus=(sent|bounced|deferred|expired)\b ?\(?(.*?)\)?$/.exec(words);
    if (status === null) return null;
    const came = status[1] === "bounced" || status[1] === "expired" ? "bounced" : "taken";
    return { letter, came, text: /\bsaid: (.*)/.exec(status[2]!)?.[1] ?? status[2]! };
  };
}
